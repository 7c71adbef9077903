"""A small run of the hostile call-backs; `make prove` sends a hundred thousand."""

from tests.prove.test_hostile import prove


async def test_two_thousand_hostile_callbacks_leave_nothing(tmp_path):
    assert "nothing stored" in await prove(tmp_path, 2000)

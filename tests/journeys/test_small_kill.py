"""A small run of the kill proof; `make prove` runs the full one."""

from tests.prove.test_kill import prove


async def test_a_few_people_lose_nothing_under_kills(tmp_path):
    assert "8 submitted once" in await prove(tmp_path, people=8, aborts=120)

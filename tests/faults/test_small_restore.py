"""A small restore drill; `make prove` runs the full one."""

import pytest

from tests.prove.test_restore import prove


@pytest.mark.timeout(300)
async def test_a_few_people_come_back_whole(tmp_path):
    assert "audit: equal" in await prove(tmp_path, people=3)

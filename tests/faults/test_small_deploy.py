"""A short run of the two hosts behind nginx; `make prove` runs the full one."""

import pytest

from tests.prove.test_deploy import missing, prove


@pytest.mark.timeout(400)
async def test_one_of_two_is_killed_under_load(tmp_path):
    lacking = await missing()
    if lacking:
        pytest.skip(f"no {lacking} on this machine")
    assert "2 submitted once" in await prove(tmp_path, people=4, seconds=6)

"""A small run of the kill proof over all lanes; `make prove` runs the full one."""

import pytest

from tests.prove.test_lanes import prove


@pytest.mark.timeout(400)
async def test_a_case_in_each_lane_is_neither_lost_nor_doubled(tmp_path):
    assert "6 cases in three lanes" in await prove(tmp_path, people=6)

"""How much of the evaluation set must be understood; raised as the assistant learns, never lowered."""

import pytest

from bots.evaluate.own import judge, read

FLOORS = {
    "crisis recall": 0.88,
    "calm kept calm": 0.88,
    "item": 0.80,
    "intent": 0.55,
    "scope": 0.80,
}


@pytest.fixture(scope="module")
def shares():
    return judge(read())[0]


@pytest.mark.parametrize("measure", FLOORS)
def test_no_measure_falls_below_its_floor(shares, measure):
    found = shares[measure]
    assert found.of > 500
    assert found.right / found.of >= FLOORS[measure], str(found)

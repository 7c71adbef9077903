"""Region packs: one household through all three differs where the data differ, and nowhere else."""

import pytest

from server.catalogue import parameters
from server.catalogue.rules import Verdict
from server.catalogue.rules.staffing import THRESHOLDS, staffing_of
from tests.catalogue.judging import DEMO, NANTONG, ON, judged
from tests.catalogue.test_destitute import ALONE, failing
from tests.catalogue.test_subsistence import FAMILY

JILIN = "220184"
POOR = {"household__income_12m": 900_000}
WORKING = POOR | {"work__workers": 1, "work__earnings_12m": 900_000}


def test_one_household_in_three_places(rules):
    """250 yuan a head and month against 820, 820 (old) and 415 (guidance): the gap, three times."""
    sums = {
        region: judged("subsistence-allowance", FAMILY, region=region, **POOR).amount_fen
        for region in (DEMO, NANTONG, JILIN)
    }
    assert sums == {DEMO: 171_000, NANTONG: 171_000, JILIN: 49_500}


def test_where_working_costs_are_deducted_otherwise(rules):
    demo, jilin = (
        judged("subsistence-allowance", FAMILY, region=region, **WORKING).amount_fen
        - judged("subsistence-allowance", FAMILY, region=region, **POOR).amount_fen
        for region in (DEMO, JILIN)
    )
    assert (demo, jilin) == (24_600, 8_300)


def test_care_hangs_on_the_minimum_wage_in_jilin(rules):
    told = {**failing(4), "residence__kind": "rural"}
    found = judged("destitute-support", ALONE, region=JILIN, **told)
    assert any(step.result_fen == 56_400 for step in found.steps)


def test_only_what_a_place_has_confirmed_refuses_anybody(rules):
    rich = {"household__income_12m": 99_000_000}
    verdicts = [
        judged("subsistence-allowance", FAMILY, region=region, **rich).verdict
        for region in (DEMO, NANTONG, JILIN)
    ]
    assert verdicts == [Verdict.DOES_NOT, Verdict.UNCLEAR, Verdict.UNCLEAR]


def test_periods_are_the_places(rules):
    days = {
        region: parameters.current(region, ON).value("subsistence.publicity_days")
        for region in (DEMO, NANTONG, JILIN)
    }
    assert days == {DEMO: 7, NANTONG: 7, JILIN: 5}


@pytest.mark.parametrize(
    ("population", "jiangsu", "jilin"),
    [
        (20_000, 3, 3),
        (20_001, 3, 4),
        (40_000, 3, 4),
        (40_001, 3, 5),
        (50_000, 3, 5),
        (50_001, 4, 5),
        (86_000, 4, 5),
    ],
)
def test_staff_by_population(rules, population, jiangsu, jilin):
    found = [
        staffing_of(population, 2, parameters.current(region, ON).value(THRESHOLDS))
        for region in (NANTONG, JILIN)
    ]
    assert [one.least for one in found] == [jiangsu, jilin]
    assert [one.gap for one in found] == [jiangsu - 2, jilin - 2]
    assert found[0].is_boundary == (population == 50_000)
    assert found[1].is_boundary == (population in {20_000, 40_000})

"""Worked examples of the two recognitions: low-income margin and rigid expenditure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.rules import Verdict
from tests.catalogue.judging import NANTONG, ORDER, judged, judged_by, reason_of

MARGIN, RIGID = "low-income-margin", "rigid-expenditure"
# The first example of the margin's sheet: four people with 4,400 yuan a month.
NEAR = {
    "residence.basis": "hukou",
    "household.classification": "none",
    "household.size": 4,
    "household.income_12m": 440_000 * 12,
    "income.excluded_12m": 0,
    "work.workers": 0,
    "work.earnings_12m": 0,
    "support.paid_12m": 0,
    "household.property": 1_000_000,
    "property.vehicle": "none",
    "property.homes": "one",
}
# The first example of the other sheet: 108,000 a year, 58,000 of costs after 5,000 of gifts.
SPENT = {
    "residence.basis": "hukou",
    "household.classification": "none",
    "household.size": 3,
    "household.income_12m": 10_800_000,
    "expense.own_payment": 5_200_000,
    "expense.other_aid": 500_000,
    "expense.education": 800_000,
    "expense.rehab": 300_000,
    "household.property": 1_000_000,
    "property.vehicle": "none",
    "property.homes": "one",
}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "meets"),
        ({"household__size": 3, "household__income_12m": 420_000 * 12}, "meets"),
        ({"household__size": 2, "household__income_12m": 328_000 * 12}, "does_not"),
        ({"household__size": 2, "household__income_12m": 328_000 * 12 - 1}, "meets"),
        # Below the subsistence standard, but with savings that only the margin allows.
        (
            {
                "household__size": 3,
                "household__income_12m": 240_000 * 12,
                "household__property": 3 * 2_500_000,
            },
            "meets",
        ),
        ({"household__property": 4 * 36 * 82_000 + 1}, "does_not"),
        ({"household__classification": "subsistence"}, "does_not"),
        ({"household__classification": "destitute"}, "does_not"),
        ({"household__classification": "margin"}, "unclear"),
        ({"household__classification": "rigid"}, "meets"),
        ({"household__income_12m": None}, "unclear"),
    ],
)
def test_the_margin(rules, changes, verdict):
    found = judged(MARGIN, NEAR, **changes)
    assert found.verdict == verdict
    assert found.amount_fen == 0


def test_one_and_a_half_times_is_the_national_line_and_local_law_may_be_kinder(rules):
    three = {"household__size": 3, "household__income_12m": 420_000 * 12}
    assert judged_by(MARGIN, NEAR, {"margin.multiple": 1.5}, **three).verdict is Verdict.DOES_NOT
    assert judged_by(MARGIN, NEAR, {"margin.multiple": 2.0}, **three).verdict is Verdict.MEETS


@pytest.mark.parametrize(
    ("changes", "given", "verdict"),
    [
        # 53.7 % without living, 81.0 % with it: the place decides most cases by saying which.
        ({}, {}, "does_not"),
        ({}, {"rigid.includes_living": True}, "meets"),
        ({"expense__own_payment": 5_880_000}, {}, "does_not"),
        ({"expense__own_payment": 5_880_000}, {"rigid.operator": "gte"}, "meets"),
        ({"expense__own_payment": 5_880_100}, {}, "meets"),
        (
            {"household__income_12m": 3 * 4_560_000, "expense__own_payment": 30_000_000},
            {},
            "does_not",
        ),
        ({"household__income_12m": 0}, {}, "unclear"),
        ({"household__classification": "margin"}, {}, "does_not"),
        ({"household__classification": "subsistence"}, {}, "does_not"),
        ({"expense__own_payment": 9_000_000}, {}, "meets"),
        ({"expense__other_aid": 99_000_000}, {}, "does_not"),
        ({"expense__rehab": None}, {}, "unclear"),
        ({}, {"rigid.ratio_threshold": None}, "unclear"),
    ],
)
def test_rigid_expenditure(rules, changes, given, verdict):
    assert judged_by(RIGID, SPENT, given, **changes).verdict == verdict


def test_living_alone_is_no_rigid_expenditure(rules):
    """Four people with 60,000 a year: living alone is 65.6 % of it, so everybody would pass."""
    found = judged_by(
        RIGID,
        SPENT,
        {"rigid.includes_living": True},
        household__size=4,
        household__income_12m=6_000_000,
        expense__own_payment=0,
        expense__other_aid=0,
        expense__education=0,
        expense__rehab=0,
    )
    assert reason_of(found, "spending_share").verdict is Verdict.MEETS
    assert reason_of(found, "spent_on_something").verdict is Verdict.DOES_NOT


@pytest.mark.parametrize(("code", "facts"), [(MARGIN, NEAR), (RIGID, SPENT)])
def test_nantong_recognises_or_waits_and_refuses_nobody(rules, code, facts):
    found = judged(code, facts, region=NANTONG, household__property=99_000_000)
    assert found.verdict is Verdict.UNCLEAR
    assert found.missing_parameters


FEN = st.integers(min_value=0, max_value=50_000_000)


@pytest.mark.parametrize(("code", "facts"), [(MARGIN, NEAR), (RIGID, SPENT)])
@given(size=st.integers(1, 12), income=st.integers(1, 50_000_000), more=FEN)
def test_more_income_never_opens_the_door(rules, code, facts, size, income, more):
    poorer = judged(code, facts, household__size=size, household__income_12m=income)
    richer = judged(code, facts, household__size=size, household__income_12m=income + more)
    assert ORDER.index(poorer.verdict) <= ORDER.index(richer.verdict)
    backwards = dict(reversed(facts.items()))
    assert poorer == judged(code, backwards, household__size=size, household__income_12m=income)

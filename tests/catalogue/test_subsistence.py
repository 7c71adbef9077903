"""Worked examples of the subsistence allowance: the household's and the single person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue import items, parameters
from server.catalogue.estimates import estimate
from server.catalogue.rules import Verdict
from tests.catalogue.judging import (
    DEMO,
    NANTONG,
    ON,
    ORDER,
    adds_up,
    judged,
    judged_by,
    reason_of,
)

CODE = "subsistence-allowance"
# The first example of the sheet: three people, one wage of 1,500 yuan a month, no deduction.
FAMILY = {
    "residence.basis": "hukou",
    "household.classification": "none",
    "household.size": 3,
    "household.income_12m": 1_800_000,
    "income.excluded_12m": 0,
    "work.workers": 0,
    "work.earnings_12m": 0,
    "support.paid_12m": 0,
    "household.property": 500_000,
    "property.vehicle": "none",
    "property.homes": "one",
}
SINGLE = FAMILY | {
    "household.size": 4,
    "household.income_12m": 4 * 120_000 * 12,
    "single.ground": "disabled",
    "person.income_12m": 30_000 * 12,
}
WORKING = {"work__workers": 1, "work__earnings_12m": 1_800_000}


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, 96_000),
        (WORKING, 120_600),
        ({"household__size": 2, "household__income_12m": 2 * 58_700 * 12}, 46_600),
        ({"household__income_12m": 0}, 246_000),
        ({"income__excluded_12m": 1_800_000}, 246_000),
        ({"income__excluded_12m": 9_900_000}, 246_000),
        # Two old people with a pension of 260 each, 143 of it the state's basic part.
        (
            {
                "household__size": 2,
                "household__income_12m": 2 * 26_000 * 12,
                "income__excluded_12m": 2 * 14_300 * 12,
            },
            140_600,
        ),
        # A gap of less than a fifth of the standard is raised to a fifth: 164 yuan for each.
        ({"household__income_12m": 3 * 75_000 * 12}, 49_200),
        ({"household__income_12m": 3 * 82_000 * 12}, 0),
        ({"group__elders": 2}, 112_400),
        ({"group__elders": 1, "group__disabled": 1}, 120_600),
        ({"support__paid_12m": 360_000}, 66_000),
    ],
)
def test_the_difference_by_household(rules, changes, amount):
    found = judged(CODE, FAMILY, **changes)
    assert found.amount_fen == amount
    assert adds_up(found)


@pytest.mark.parametrize(
    ("changes", "verdict", "rule"),
    [
        ({}, "meets", "below_standard"),
        ({"household__income_12m": 3 * 82_000 * 12 - 1}, "meets", "below_standard"),
        ({"household__income_12m": 3 * 82_000 * 12}, "does_not", "below_standard"),
        ({"household__income_12m": 3 * 90_000 * 12, **WORKING}, "meets", "below_standard"),
        ({"household__income_12m": None}, "unclear", "below_standard"),
        ({"household__property": 3 * 24 * 82_000}, "meets", "savings_within"),
        ({"household__property": 3 * 24 * 82_000 + 1}, "does_not", "savings_within"),
        ({"property__vehicle": "car"}, "does_not", "no_car"),
        ({"property__vehicle": "work"}, "unclear", "no_car"),
        ({"property__homes": "more"}, "does_not", "homes_within"),
        ({"property__homes": "none"}, "meets", "homes_within"),
        ({"residence__basis": "living"}, "unclear", "registered_here"),
        ({"household__classification": "destitute"}, "does_not", "no_other_support"),
        ({"household__classification": "margin"}, "meets", "no_other_support"),
    ],
)
def test_each_line_of_the_household(rules, changes, verdict, rule):
    reason = reason_of(judged(CODE, FAMILY, **changes), rule)
    assert reason.verdict == verdict
    assert reason.text
    assert reason.clause


def test_a_deduction_for_work_never_exceeds_that_wage(rules):
    roomy = judged(CODE, FAMILY, work__workers=3, work__earnings_12m=120_000)
    assert roomy.amount_fen == judged(CODE, FAMILY).amount_fen + 10_000
    one_by_one = judged(
        CODE,
        FAMILY,
        work__workers=2,
        work__earnings_12m=1_800_000,
        work__wages_12m=[1_790_000, 10_000],
    )
    # The second wage is smaller than what may be deducted for it: only that wage is.
    assert (
        one_by_one.amount_fen
        < judged(CODE, FAMILY, work__workers=2, work__earnings_12m=1_800_000).amount_fen
    )


def test_support_from_relatives_by_the_local_formula(rules):
    """Above twice the standard half of it counts, split among those they support."""
    relatives = {
        "support__obligor_income_12m": 3 * 12 * 264_000,
        "support__obligor_people": 3,
        "support__obligor_children": 1,
        "support__supported": 2,
    }
    found = judged(CODE, FAMILY, **relatives)
    assert found.amount_fen == 96_000 - 25_000
    many = judged(CODE, FAMILY, **(relatives | {"support__obligor_children": 3}))
    assert many.amount_fen == 96_000 - 20_000
    given_more = judged(CODE, FAMILY, **relatives, support__paid_12m=480_000)
    assert given_more.amount_fen == 96_000 - 40_000
    poor = judged(CODE, FAMILY, **(relatives | {"support__obligor_income_12m": 3 * 12 * 164_000}))
    assert poor.amount_fen == 96_000
    actual = judged_by(CODE, FAMILY, {"support.formula": "actual"}, **relatives)
    assert actual.amount_fen == 96_000


def test_classes_by_hardship_instead_of_the_difference(rules):
    classes = {
        "subsistence.calc_mode": "tier",
        "subsistence.classes": [[0.3, 50_000], [0.6, 40_000], [1.0, 30_000]],
    }
    sums = [
        judged_by(CODE, FAMILY, classes, household__income_12m=3 * 12 * head).amount_fen
        for head in (0, 24_599, 24_600, 49_200, 81_999, 82_000)
    ]
    assert sums == [150_000, 150_000, 120_000, 90_000, 90_000, 0]


def test_who_has_other_support_counts_and_receives_nothing(rules):
    roster = [
        {"name": "甲", "relation": "applicant"},
        {"name": "乙", "relation": "spouse"},
        {"name": "丙", "relation": "minor_child", "other_support": "unattended"},
    ]
    found = judged(CODE, FAMILY, household__roster=roster)
    assert found.amount_fen == 2 * 32_000


def test_nantong_says_that_its_standard_is_old_and_refuses_nobody(rules):
    found = judged(CODE, FAMILY, region=NANTONG, household__income_12m=99_000_000)
    assert found.verdict is Verdict.UNCLEAR
    assert "subsistence.standard" in found.review_due
    assert "subsistence.property_months" in found.missing_parameters


def test_without_a_standard_the_amount_is_open_and_says_which_figure(rules):
    found = judged_by(CODE, FAMILY, {"subsistence.standard": None})
    assert found.amount_fen is None
    assert "subsistence.standard" in found.missing_parameters
    assert found.verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 52_000, "meets"),
        ({"person__income_12m": 0}, 82_000, "meets"),
        ({"person__income_12m": 82_000 * 12 - 12}, 0, "meets"),
        ({"person__income_12m": 82_000 * 12}, 0, "does_not"),
        ({"household__income_12m": 4 * 130_000 * 12}, 52_000, "meets"),
        ({"household__income_12m": 4 * 164_000 * 12}, 52_000, "does_not"),
        ({"household__income_12m": 4 * 300_000 * 12, "single__ground": "jobless"}, 52_000, "meets"),
        ({"single__ground": "none"}, 52_000, "does_not"),
        ({"single__ground": "religious"}, 52_000, "unclear"),
        ({"household__property": 4 * 36 * 82_000 + 1}, 52_000, "does_not"),
    ],
)
def test_one_person_alone(rules, changes, amount, verdict):
    found = judged(CODE, SINGLE, lane="single", **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


def test_the_multiple_of_the_margin_decides_who_may_apply_alone(rules):
    household = {"household__income_12m": 4 * 130_000 * 12}
    national = judged_by(CODE, SINGLE, {"margin.multiple": 1.5}, lane="single", **household)
    assert national.verdict is Verdict.DOES_NOT
    unset = judged_by(CODE, SINGLE, {"margin.multiple": None}, lane="single", **household)
    assert unset.verdict is Verdict.UNCLEAR


FEN = st.integers(min_value=0, max_value=20_000_000)


@given(
    size=st.integers(1, 12),
    income=FEN,
    more=FEN,
    excluded=FEN,
    earned=FEN,
    workers=st.integers(0, 12),
    elders=st.integers(0, 5),
)
def test_more_income_never_gives_more(rules, size, income, more, excluded, earned, workers, elders):
    item, known = items.current(CODE, ON), parameters.current(DEMO, ON)
    facts = FAMILY | {
        "household.size": size,
        "household.income_12m": income,
        "income.excluded_12m": excluded,
        "work.earnings_12m": earned,
        "work.workers": workers,
        "group.elders": elders,
    }
    poorer = estimate(item, item.lane(), facts=facts, known=known)
    richer = estimate(
        item, item.lane(), facts=facts | {"household.income_12m": income + more}, known=known
    )
    shuffled = estimate(item, item.lane(), facts=dict(reversed(facts.items())), known=known)

    assert poorer == shuffled
    assert ORDER.index(poorer.verdict) <= ORDER.index(richer.verdict)
    assert 0 <= richer.amount_fen <= poorer.amount_fen
    assert adds_up(poorer)
    assert adds_up(richer)


@given(wages=st.lists(FEN, min_size=1, max_size=4), raised=st.integers(0, 3), more=FEN)
def test_a_raise_never_gives_more_and_never_takes_more_than_itself(rules, wages, raised, more):
    item, known = items.current(CODE, ON), parameters.current(DEMO, ON)

    def by(paid):
        facts = FAMILY | {
            "household.income_12m": sum(paid),
            "work.workers": len(paid),
            "work.earnings_12m": sum(paid),
            "work.wages_12m": paid,
        }
        return estimate(item, item.lane(), facts=facts, known=known).amount_fen

    higher = list(wages)
    higher[raised % len(wages)] += more
    assert 0 <= by(higher) <= by(wages)

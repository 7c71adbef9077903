"""Worked examples of the two allowances for disabled people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.rules import Verdict
from tests.catalogue.judging import NANTONG, ORDER, adds_up, judged, judged_by, reason_of

LIVING, CARE = "disability-living-allowance", "disability-care-allowance"
CARD = {
    "residence.basis": "hukou",
    "card.valid": "valid",
    "card.kind": "limb",
    "card.level": "2",
    "care.other_benefit": "none",
}
INSIDE = CARD | {"household.classification": "subsistence"}
OUTSIDE = CARD | {
    "household.classification": "none",
    "income.fixed": False,
    "card.at_home": 1,
    "card.kept_by_old": False,
    "household.size": 3,
    "household.income_12m": 3 * 12 * 164_000,
}
CARING = CARD | {
    "household.classification": "none",
    "care.since_months": "long",
    "care.other_amount": 0,
}


@pytest.mark.parametrize(
    ("facts", "changes", "amount", "verdict"),
    [
        (INSIDE, {}, 28_700, "meets"),
        (INSIDE, {"card__level": "3"}, 20_500, "meets"),
        (INSIDE, {"card__level": "3", "card__kind": "hearing"}, 20_500, "meets"),
        (OUTSIDE, {}, 82_000, "meets"),
        (OUTSIDE, {"income__fixed": True}, 0, "does_not"),
        (OUTSIDE, {"income__fixed": True, "card__at_home": 2}, 49_200, "meets"),
        (OUTSIDE, {"income__fixed": True, "card__kept_by_old": True}, 49_200, "meets"),
        (OUTSIDE, {"card__level": "3", "card__kind": "mental"}, 16_400, "meets"),
        (OUTSIDE, {"card__level": "3"}, 0, "does_not"),
        (OUTSIDE, {"card__level": "1", "card__kind": "hearing"}, 0, "does_not"),
        (OUTSIDE, {"income__fixed": None}, None, "unclear"),
        (INSIDE, {"card__valid": "expired"}, 28_700, "unclear"),
        (INSIDE, {"card__valid": "none"}, 28_700, "does_not"),
        (INSIDE, {"care__other_benefit": "injury"}, 28_700, "does_not"),
        (INSIDE, {"destitute__status": "orphan"}, 28_700, "does_not"),
    ],
)
def test_living_by_class(rules, facts, changes, amount, verdict):
    found = judged(LIVING, facts, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


def test_several_disabled_only_up_to_twice_the_standard(rules):
    several = {"income__fixed": True, "card__at_home": 2}
    over = judged(LIVING, OUTSIDE, **several, household__income_12m=3 * 12 * 164_000 + 1)
    assert over.verdict is Verdict.DOES_NOT


def test_half_a_yuan_is_rounded_up(rules):
    """The sheet's town with a standard of 730: 255.5 becomes 256, 182.5 becomes 183."""
    town = {"subsistence.standard": 73_000}
    assert judged(LIVING, INSIDE, what_if=town).amount_fen == 25_600
    assert judged(LIVING, INSIDE, what_if=town, card__level="4").amount_fen == 18_300


def test_a_higher_standard_lifts_the_allowance(rules):
    found = judged(LIVING, INSIDE, what_if={"subsistence.standard": 86_000})
    assert found.amount_fen == 30_100


def test_where_no_class_is_settled_nobody_outside_is_refused(rules):
    found = judged_by(LIVING, OUTSIDE, {"disability.living_ratios": None}, income__fixed=True)
    assert found.verdict is Verdict.UNCLEAR
    assert found.missing_parameters == ("disability.living_ratios",)


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 13_000, "meets"),
        ({"card__level": "1"}, 13_000, "meets"),
        ({"card__level": "3"}, 13_000, "does_not"),
        ({"card__level": "3", "card__kind": "mental"}, 13_000, "meets"),
        ({"card__level": "4", "card__kind": "mental"}, 0, "does_not"),
        ({"household__classification": "destitute"}, 13_000, "does_not"),
        ({"care__other_benefit": "injury"}, 0, "does_not"),
        ({"care__other_benefit": "elder", "care__other_amount": 20_000}, 0, "meets"),
        ({"care__other_benefit": "elder", "care__other_amount": 10_000}, 13_000, "meets"),
        ({"care__since_months": "short"}, 13_000, "unclear"),
        ({"care__since_months": "no"}, 13_000, "unclear"),
        ({"destitute__status": "orphan"}, 13_000, "meets"),
    ],
)
def test_care_by_grade(rules, changes, amount, verdict):
    found = judged(CARE, CARING, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


def test_care_looks_at_no_income_and_no_property(rules):
    rich = {"household__income_12m": 99_000_000, "household__property": 99_000_000}
    assert judged(CARE, CARING, **rich) == judged(CARE, CARING)


def test_nantong_says_that_nobody_has_set_the_care_sum(rules):
    found = judged(CARE, CARING, region=NANTONG)
    assert (found.verdict, found.amount_fen) == (Verdict.MEETS, None)
    assert "disability.care_sums" in found.missing_parameters


def test_two_allowances_at_once(rules):
    assert judged(LIVING, INSIDE).amount_fen + judged(CARE, CARING).amount_fen == 41_700


FEN = st.integers(0, 50_000_000)


@given(income=FEN, more=FEN, size=st.integers(1, 9), level=st.sampled_from("1234"))
def test_more_income_never_gives_more(rules, income, more, size, level):
    facts = OUTSIDE | {"household.size": size, "card.level": level, "card.at_home": 2}
    poorer = judged(LIVING, facts, household__income_12m=income)
    richer = judged(LIVING, facts, household__income_12m=income + more)
    assert poorer.amount_fen >= richer.amount_fen >= 0
    assert ORDER.index(poorer.verdict) <= ORDER.index(richer.verdict)
    assert adds_up(richer)


def test_who_has_a_reason_is_told_in_words(rules):
    reason = reason_of(judged(LIVING, OUTSIDE, income__fixed=True), "living_in_scope")
    assert "护理补贴" in reason.text

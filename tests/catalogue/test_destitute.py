"""Worked examples of destitute support: who, what, and a couple who owe each other support."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.rules import Verdict, destitute
from tests.catalogue.judging import NANTONG, ORDER, adds_up, judged, judged_by, reason_of

CODE = "destitute-support"
ABLE = {f"selfcare.{name}": True for name in destitute.SIX}
ALONE = ABLE | {
    "residence.basis": "hukou",
    "person.birth_on": "1964-03-01",
    "card.kind": "none",
    "card.level": "none",
    "person.income_12m": 240_000,
    "person.property": 500_000,
    "obligors.state": "none",
    "residence.kind": "rural",
}
CANNOT = ["selfcare__bathe", "selfcare__toilet", "selfcare__bed", "selfcare__walk"]


def failing(number):
    return dict.fromkeys(CANNOT[:number], False)


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        (failing(0), 115_200),
        (failing(1), 123_400),
        (failing(3), 123_400),
        (failing(4), 139_800),
        ({"residence__kind": "urban"}, 198_200),
        ({"residence__kind": "urban", **failing(4)}, 222_800),
        ({"selfcare__eat": None}, None),
        ({"residence__kind": None}, None),
    ],
)
def test_basic_living_and_care_by_tier(rules, changes, amount):
    found = judged(CODE, ALONE, **changes)
    assert found.amount_fen == amount
    assert adds_up(found)


def test_a_higher_standard_lifts_what_hangs_on_it(rules):
    """860 yuan times 1.3 is 1,118, above the local 1,070: the difference is a line of its own."""
    found = judged(CODE, ALONE, what_if={"subsistence.standard": 86_000})
    assert found.amount_fen == 120_000
    assert any("补到" in step.label for step in found.steps)


@pytest.mark.parametrize(
    ("changes", "verdict", "rule"),
    [
        ({}, "meets", "cannot_work"),
        ({"person__birth_on": "1966-11-24"}, "meets", "cannot_work"),
        ({"person__birth_on": "1966-11-25"}, "does_not", "cannot_work"),
        ({"person__birth_on": "2010-11-25"}, "meets", "cannot_work"),
        ({"person__birth_on": "2010-11-24"}, "does_not", "cannot_work"),
        ({"person__birth_on": None}, "unclear", "cannot_work"),
        ({"person__income_12m": 82_000 * 12 - 1}, "meets", "no_income_source"),
        ({"person__income_12m": 82_000 * 12}, "does_not", "no_income_source"),
        ({"person__property": 24 * 82_000 + 1}, "does_not", "no_income_source"),
        ({"obligors__state": "unable"}, "meets", "nobody_can_support"),
        ({"obligors__state": "unreached"}, "unclear", "nobody_can_support"),
        ({"obligors__state": "refuse"}, "does_not", "nobody_can_support"),
        ({"obligors__state": "able"}, "does_not", "nobody_can_support"),
    ],
)
def test_each_condition(rules, changes, verdict, rule):
    assert reason_of(judged(CODE, ALONE, **changes), rule).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "level", "verdict"),
    [
        ("limb", "2", "meets"),
        ("limb", "3", "does_not"),
        ("hearing", "1", "does_not"),
        ("sight", "1", "meets"),
        ("sight", "2", "does_not"),
        ("intellect", "3", "meets"),
        ("mental", "3", "meets"),
        ("mental", "4", "does_not"),
        ("multiple", "2", "unclear"),
    ],
)
def test_which_disabilities_count(rules, kind, level, verdict):
    found = judged(CODE, ALONE, person__birth_on="1990-01-01", card__kind=kind, card__level=level)
    assert reason_of(found, "cannot_work").verdict == verdict


@pytest.mark.parametrize(
    ("obligors", "verdict"),
    [
        ([], Verdict.MEETS),
        ([{"class": "destitute"}], Verdict.MEETS),
        ([{"class": "subsistence", "age": 60}], Verdict.MEETS),
        ([{"class": "subsistence", "age": 59}], Verdict.DOES_NOT),
        ([{"age": 70, "is_poor": True}], Verdict.MEETS),
        ([{"age": 70, "is_poor": False}], Verdict.DOES_NOT),
        ([{"age": 70}], Verdict.UNCLEAR),
        ([{"age": 40, "away": "prison", "is_poor": True}], Verdict.MEETS),
        ([{"age": 40, "signed": False}], Verdict.UNCLEAR),
        ([{"class": "destitute"}, {"age": 40}], Verdict.DOES_NOT),
    ],
)
def test_refusing_to_sign_is_not_being_able(obligors, verdict):
    assert destitute.judge_obligors(obligors)[0] is verdict


def test_a_couple_is_judged_together_and_neither_waits_for_the_other():
    good, open_, bad = [Verdict.MEETS] * 2, [Verdict.MEETS, Verdict.UNCLEAR], [Verdict.DOES_NOT]
    assert destitute.judge_couple(good, good) == (Verdict.MEETS, Verdict.MEETS)
    assert destitute.judge_couple(good, bad) == (Verdict.DOES_NOT, Verdict.DOES_NOT)
    assert destitute.judge_couple(good, open_) == (Verdict.UNCLEAR, Verdict.UNCLEAR)


def test_nantong_has_its_old_figure_and_refuses_nobody(rules):
    found = judged(CODE, ALONE, region=NANTONG, person__income_12m=9_900_000)
    assert found.verdict is Verdict.UNCLEAR
    assert found.amount_fen == 115_200
    assert {"subsistence.standard", "destitute.care_ratios"} <= set(found.review_due)


def test_without_a_local_basic_figure_the_multiple_holds(rules):
    found = judged_by(CODE, ALONE, {"destitute.basic_rural": None})
    assert found.amount_fen == 106_600 + 8_200


FEN = st.integers(0, 20_000_000)


@given(income=FEN, more=FEN, able=st.lists(st.booleans(), min_size=6, max_size=6))
def test_more_income_never_helps(rules, income, more, able):
    cares = {f"selfcare__{name}": can for name, can in zip(destitute.SIX, able, strict=True)}
    poorer = judged(CODE, ALONE, person__income_12m=income, **cares)
    richer = judged(CODE, ALONE, person__income_12m=income + more, **cares)
    assert ORDER.index(poorer.verdict) <= ORDER.index(richer.verdict)
    assert poorer.amount_fen >= richer.amount_fen >= 0
    assert adds_up(poorer)
    assert poorer == judged(CODE, dict(reversed(ALONE.items())), person__income_12m=income, **cares)

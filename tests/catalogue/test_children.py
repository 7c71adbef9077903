"""Worked examples of the three benefits for children."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue import items
from server.catalogue.rules import Verdict
from tests.catalogue.judging import NANTONG, ON, adds_up, judged, judged_by

ORPHAN, UNATTENDED = "orphan-allowance", "unattended-child-allowance"
DIFFICULTY = "child-in-difficulty"
CHILD = {"residence.basis": "hukou", "person.birth_on": "2016-06-01", "child.adopted": False}
ALONE = CHILD | {"father.state": "dead", "mother.state": "dead", "child.living": "family"}
LEFT = CHILD | {
    "father.state": "prison",
    "father.months": 12,
    "mother.state": "lost",
    "mother.months": 7,
    "missing.shown_by": "receipt",
    "child.received_monthly": 0,
}
HARD = CHILD | {"child.difficulty": "no_guardian", "child.received_monthly": 0}


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 233_700, "meets"),
        ({"child__living": "institution"}, 290_400, "meets"),
        ({"mother__state": "untraced"}, 233_700, "meets"),
        ({"mother__state": "declared_missing"}, 233_700, "meets"),
        ({"mother__state": "well"}, 233_700, "does_not"),
        ({"mother__state": None}, 233_700, "unclear"),
        ({"child__adopted": True}, 233_700, "does_not"),
        ({"person__birth_on": "2008-11-24", "child__studies": "none"}, 233_700, "does_not"),
        ({"person__birth_on": "2008-11-25"}, 233_700, "meets"),
        ({"person__birth_on": "2008-11-24", "child__studies": "upper"}, 233_700, "meets"),
        ({"person__birth_on": "2004-01-01", "child__studies": "graduate"}, 233_700, "does_not"),
    ],
)
def test_orphans(rules, changes, amount, verdict):
    found = judged(ORPHAN, ALONE, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


def test_one_parent_declared_missing_is_for_the_place_to_say(rules):
    unset = {"child.missing_counts_as_orphan": None}
    found = judged_by(ORPHAN, ALONE, unset, mother__state="declared_missing")
    assert found.verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 233_700, "meets"),
        ({"child__received_monthly": 40_000}, 193_700, "meets"),
        ({"child__received_monthly": 60_500}, 173_200, "meets"),
        ({"child__received_monthly": 45_000}, 188_700, "meets"),
        ({"child__received_monthly": 999_900}, 0, "meets"),
        ({"father__months": 6}, 233_700, "meets"),
        ({"father__months": 5}, 233_700, "does_not"),
        ({"mother__months": 5}, 233_700, "does_not"),
        ({"father__state": "well"}, 233_700, "does_not"),
        ({"father__state": "dead", "mother__state": "disabled"}, 233_700, "meets"),
        ({"father__state": "dead", "mother__state": "dead"}, 233_700, "unclear"),
        ({"missing__shown_by": "five_steps"}, 233_700, "meets"),
        ({"missing__shown_by": "case_by_case"}, 233_700, "unclear"),
        ({"father__months": None}, 233_700, "unclear"),
        ({"child__adopted": True}, 233_700, "does_not"),
    ],
)
def test_unattended_children(rules, changes, amount, verdict):
    found = judged(UNATTENDED, LEFT, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 187_000, "meets"),
        ({"child__difficulty": "weak_guardian"}, 140_200, "meets"),
        (
            {"child__difficulty": "weak_guardian", "child__received_monthly": 40_000},
            100_200,
            "meets",
        ),
        ({"child__difficulty": "sick"}, 0, "meets"),
        ({"child__difficulty": "street"}, 0, "meets"),
        ({"child__difficulty": "poor"}, 0, "meets"),
        ({"child__difficulty": "danger"}, 0, "unclear"),
        ({"child__difficulty": "none"}, 0, "does_not"),
        ({"child__difficulty": None}, None, "unclear"),
        ({"person__birth_on": "2000-01-01", "child__studies": "none"}, 187_000, "does_not"),
    ],
)
def test_children_in_difficulty(rules, changes, amount, verdict):
    found = judged(DIFFICULTY, HARD, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


@pytest.mark.parametrize("code", [ORPHAN, UNATTENDED, DIFFICULTY])
def test_nothing_of_a_child_is_ever_posted(rules, code):
    item = items.current(code, ON)
    assert item.may_publish == ()
    assert all(lane.publicity is None and "publicity" not in lane.stages for lane in item.lanes)


@pytest.mark.parametrize(
    ("code", "facts"), [(ORPHAN, ALONE), (UNATTENDED, LEFT), (DIFFICULTY, HARD)]
)
def test_nantong_names_what_is_not_set(rules, code, facts):
    found = judged(code, facts, region=NANTONG)
    assert found.amount_fen is None
    assert found.missing_parameters
    assert found.verdict is Verdict.MEETS


@given(held=st.integers(0, 1_000_000), more=st.integers(0, 1_000_000))
def test_the_more_a_child_has_the_less_is_added(rules, held, more):
    for code, facts in ((UNATTENDED, LEFT), (DIFFICULTY, HARD)):
        less, much = (
            judged(code, facts, child__received_monthly=sum_of) for sum_of in (held, held + more)
        )
        assert 0 <= much.amount_fen <= less.amount_fen
        assert adds_up(less)

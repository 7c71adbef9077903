"""Worked examples of the funeral waiver and the award for burials that save land."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.rules import Verdict
from tests.catalogue.judging import NANTONG, adds_up, judged, judged_by

WAIVER, AWARD = "funeral-benefit", "ecological-burial-award"
GONE = {
    "deceased.hukou": "here",
    "deceased.group": "none",
    "funeral.place": "here",
    "funeral.fee": 120_000,
    "funeral.waived_before": False,
}
BURIED = {
    "deceased.hukou": "here",
    "burial.kind": "tree",
    "burial.recorded": True,
    "funeral.waived_before": False,
}


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 100_000, "meets"),
        ({"funeral__fee": 80_000}, 80_000, "meets"),
        ({"funeral__fee": 0}, 0, "meets"),
        ({"deceased__group": "subsistence"}, 120_000, "meets"),
        ({"deceased__group": "destitute", "funeral__fee": 200_000}, 140_000, "meets"),
        ({"deceased__group": "veteran", "funeral__fee": 200_000}, 140_000, "meets"),
        ({"deceased__hukou": "elsewhere"}, 100_000, "unclear"),
        ({"deceased__hukou": "nameless"}, 100_000, "meets"),
        ({"funeral__place": "elsewhere"}, 100_000, "does_not"),
        ({"funeral__place": "none"}, 100_000, "does_not"),
        ({"funeral__waived_before": True}, 100_000, "does_not"),
        ({"funeral__fee": None}, None, "meets"),
    ],
)
def test_the_waiver(rules, changes, amount, verdict):
    found = judged(WAIVER, GONE, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


def test_a_cremation_elsewhere_is_refused_only_where_the_place_says_so(rules):
    away = {"funeral__place": "elsewhere"}
    allowed = judged_by(WAIVER, GONE, {"funeral.must_be_local": False}, **away)
    unset = judged_by(WAIVER, GONE, {"funeral.must_be_local": None}, **away)
    assert (allowed.verdict, unset.verdict) == (Verdict.MEETS, Verdict.UNCLEAR)


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 150_000, "meets"),
        ({"burial__kind": "sea"}, 200_000, "meets"),
        ({"burial__kind": "deep"}, 200_000, "meets"),
        ({"burial__kind": "flower"}, 150_000, "meets"),
        ({"burial__kind": "lawn"}, 100_000, "meets"),
        ({"burial__kind": "wall"}, 100_000, "meets"),
        ({"burial__kind": "grave"}, 0, "does_not"),
        ({"burial__recorded": False}, 150_000, "unclear"),
        ({"funeral__waived_before": True}, 150_000, "does_not"),
        ({"burial__kind": None}, None, "unclear"),
    ],
)
def test_the_award(rules, changes, amount, verdict):
    found = judged(AWARD, BURIED, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


@pytest.mark.parametrize(("code", "facts"), [(WAIVER, GONE), (AWARD, BURIED)])
def test_nantong_names_what_is_not_set(rules, code, facts):
    found = judged(code, facts, region=NANTONG)
    assert found.amount_fen is None
    assert found.missing_parameters
    assert found.verdict is not Verdict.DOES_NOT


@given(fee=st.integers(0, 10_000_000), more=st.integers(0, 10_000_000))
def test_no_more_than_was_paid_and_no_more_than_the_most(rules, fee, more):
    small, large = (judged(WAIVER, GONE, funeral__fee=paid) for paid in (fee, fee + more))
    assert 0 <= small.amount_fen <= large.amount_fen <= 100_000
    assert small.amount_fen <= fee
    assert adds_up(large)

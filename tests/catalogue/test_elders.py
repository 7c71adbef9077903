"""Worked examples for the old: four ways of starting, care, vouchers; and the ability level."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.rules import Verdict
from server.catalogue.rules.ability import MOST, ScoresWrong, ability_level
from server.catalogue.rules.ages import age_on
from server.catalogue.rules.elders import start_of
from tests.catalogue.judging import NANTONG, adds_up, judged, judged_by

AGE, CARE, VOUCHER = "old-age-allowance", "elder-care-allowance", "elder-care-voucher"
OLD = {"person.birth_on": "1945-05-01", "residence.basis": "hukou"}
FRAIL = OLD | {
    "ability.level": "3",
    "household.classification": "subsistence",
    "care.other_benefit": "none",
    "care.other_amount": 0,
}
SERVED = FRAIL | {"voucher.spent": 150_000, "voucher.insured": 0, "voucher.used": 0}
E5 = [3, 2, 1, 2, 2, 2, 3, 2, 3, 2, 2, 0, 4, 4, 4, 4, 4, 4, 1, 1, 2, 2, 2, 2, 0, 3]


@pytest.mark.parametrize(
    ("born", "amount", "verdict"),
    [
        ("1946-11-24", 6_000, "meets"),
        ("1946-11-25", 0, "does_not"),
        ("1936-11-25", 6_000, "meets"),
        ("1936-11-24", 12_000, "meets"),
        ("1926-11-24", 50_000, "meets"),
        ("1920-01-01", 50_000, "meets"),
        ("1990-01-01", 0, "does_not"),
        (None, None, "unclear"),
    ],
)
def test_the_tier_by_age(rules, born, amount, verdict):
    found = judged(AGE, OLD, person__birth_on=born)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


def test_the_allowance_follows_the_hukou(rules):
    assert judged(AGE, OLD, residence__basis="living").verdict is Verdict.DOES_NOT


@pytest.mark.parametrize(
    ("mode", "applied", "approved", "back", "first", "owed"),
    [
        ("birth_month", date(2026, 11, 23), date(2026, 11, 23), 0, date(2026, 11, 1), 0),
        ("next_month", date(2026, 11, 23), date(2026, 11, 23), 0, date(2026, 12, 1), 0),
        ("apply_month", date(2027, 2, 3), date(2027, 2, 20), 0, date(2027, 2, 1), 0),
        ("approve_next_month", date(2026, 11, 25), date(2026, 12, 1), 0, date(2027, 1, 1), 0),
        ("birth_month", date(2027, 2, 3), date(2027, 2, 3), 3, date(2026, 11, 1), 3),
        ("birth_month", date(2027, 8, 3), date(2027, 8, 3), 3, date(2026, 11, 1), 3),
        ("birth_month", date(2027, 2, 3), date(2027, 2, 3), 0, date(2026, 11, 1), 0),
    ],
)
def test_the_four_ways_of_starting(mode, applied, approved, back, first, owed):
    start = start_of(
        date(1946, 11, 22),
        at_age=80,
        mode=mode,
        applied=applied,
        approved=approved,
        back_most=back,
    )
    assert (start.first, start.back_months) == (first, owed)


def test_born_on_a_leap_day():
    leap = date(1936, 2, 29)
    assert age_on(leap, date(2026, 2, 27)) == 89
    assert age_on(leap, date(2026, 2, 28)) == 90
    when = start_of(
        leap, at_age=90, mode="birth_month", applied=date(2026, 2, 1), approved=date(2026, 2, 1)
    )
    assert when.first == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 20_000, "meets"),
        ({"ability__level": "2"}, 10_000, "meets"),
        ({"ability__level": "4"}, 30_000, "meets"),
        ({"ability__level": "1"}, 0, "does_not"),
        ({"ability__level": "none"}, None, "unclear"),
        ({"household__classification": "none"}, 20_000, "does_not"),
        ({"household__classification": "margin"}, 20_000, "meets"),
        ({"household__classification": "rigid"}, 20_000, "unclear"),
        ({"household__classification": "destitute"}, 20_000, "does_not"),
        ({"care__other_benefit": "disabled", "care__other_amount": 13_000}, 20_000, "meets"),
        ({"care__other_benefit": "disabled", "care__other_amount": 20_000}, 0, "meets"),
        ({"person__birth_on": "1970-01-01"}, 20_000, "does_not"),
        ({"ability__level": None, "ability__scores": E5}, 10_000, "meets"),
    ],
)
def test_care_by_level(rules, changes, amount, verdict):
    found = judged(CARE, FRAIL, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


@pytest.mark.parametrize(
    ("changes", "amount", "verdict"),
    [
        ({}, 60_000, "meets"),
        ({"voucher__spent": 80_000, "voucher__used": 60_000}, 20_000, "meets"),
        ({"voucher__spent": 300_000, "voucher__insured": 100_000}, 80_000, "meets"),
        ({"voucher__insured": 999_900}, 0, "meets"),
        ({"voucher__used": 80_000}, 0, "meets"),
        ({"household__classification": "none"}, 60_000, "meets"),
        ({"household__classification": "destitute"}, 60_000, "does_not"),
        ({"care__other_benefit": "institution"}, 60_000, "does_not"),
        ({"ability__level": "1"}, 60_000, "does_not"),
        ({"residence__basis": "living"}, 60_000, "meets"),
        ({"voucher__spent": None}, None, "meets"),
    ],
)
def test_what_a_voucher_takes_off(rules, changes, amount, verdict):
    found = judged(VOUCHER, SERVED, **changes)
    assert (found.amount_fen, found.verdict) == (amount, verdict)
    assert adds_up(found)


@pytest.mark.parametrize(("code", "facts"), [(AGE, OLD), (CARE, FRAIL), (VOUCHER, SERVED)])
def test_nantong_names_what_is_not_set(rules, code, facts):
    found = judged(code, facts, region=NANTONG)
    assert found.amount_fen is None
    assert found.missing_parameters
    assert found.verdict is not Verdict.DOES_NOT


def test_months_owed_are_said_beside_and_capped(rules):
    found = judged(AGE, OLD, person__birth_on="1946-01-05")
    assert found.amount_fen == 6_000
    assert found.steps[-1].result_fen == 18_000
    none = judged_by(AGE, OLD, {"elder.backpay_months": 0}, person__birth_on="1946-01-05")
    assert len(none.steps) == 1


FULL = list(MOST)
E4 = [4, 4, 3, 4, 3, 4, 4, 4, 4, 4, 3, 2, 4, 4, 4, 4, 4, 4, 1, 1, 2, 1, 1, 3, 1, 4]
E6 = [4, 3, 3, 4, 4, 3, 4, 4, 4, 4, 4, 3, 2, 2, 4, 2, 3, 3, 1, 1, 2, 2, 2, 2, 1, 3]
E7 = [1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 3, 4, 4, 3, 4, 2, 1, 0, 2, 2, 2, 0, 0, 2]


@pytest.mark.parametrize(
    ("scores", "more", "total", "levels"),
    [
        (FULL, {}, 90, (0, 0)),
        (FULL, {"diagnosed": True}, 90, (0, 1)),
        (E4, {"risk_events": 1}, 81, (1, 1)),
        (E4, {"risk_events": 2}, 81, (1, 2)),
        (E5, {}, 61, (2, 2)),
        (E6, {"diagnosed": True, "risk_events": 3}, 74, (1, 2)),
        (E6, {"diagnosed": True, "risk_events": 3, "is_stacked": True}, 74, (1, 3)),
        (E7, {"risk_events": 2}, 35, (3, 4)),
        ([0] * 26, {"coma": True}, 0, (4, 4)),
        (FULL, {"coma": True}, 90, (0, 4)),
    ],
)
def test_the_national_standard(scores, more, total, levels):
    found = ability_level(scores, **more)
    assert (found.total, (found.preliminary, found.final)) == (total, levels)
    assert sum(found.parts) == total
    assert found.is_inconsistent == (more.get("coma", False) and total > 29)


@pytest.mark.parametrize("scores", [FULL[:-1], [5, *FULL[1:]], [-1, *FULL[1:]], [None, *FULL[1:]]])
def test_a_missing_score_is_no_zero(scores):
    with pytest.raises(ScoresWrong):
        ability_level(scores)


@given(st.tuples(*(st.integers(0, most) for most in MOST)), st.integers(0, 25))
def test_doing_less_never_gives_a_better_level(scores, which):
    worse = list(scores)
    worse[which] = 0
    assert ability_level(worse).final >= ability_level(list(scores)).final

"""Worked examples of temporary relief, and properties that hold for every household."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue import estimates, items, parameters
from server.catalogue.rules import Verdict

ON = date(2026, 11, 24)
DEMO, NANTONG = "320699100201", "320613001"
# The third example of the fact sheet: 60,000 paid, 22,000 of other aid, capped at ten months.
CAPPED = {
    "residence.basis": "hukou",
    "household.size": 3,
    "household.income_12m": 6_000_000,
    "household.property": 1_200_000,
    "expense.own_payment": 6_000_000,
    "expense.other_aid": 2_200_000,
    "cause.same_cause_aid": False,
}


def judged(region: str = DEMO, *, on: date = ON, **changed: object) -> estimates.Estimate:
    facts = {key: value for key, value in (CAPPED | _named(changed)).items() if value is not None}
    return estimates.for_request(
        "temporary-relief", estimates.EstimateRequest(region=region, on=on, facts=facts)
    )


def _named(changed: dict[str, object]) -> dict[str, object]:
    return {name.replace("__", "."): value for name, value in changed.items()}


def test_the_capped_example_of_the_sheet(rules):
    found = judged()
    assert (found.verdict, found.amount_fen) == (Verdict.MEETS, 820_000)
    assert [step.result_fen for step in found.steps if step.adds] == [600_000, 320_000, -100_000]


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({"expense__own_payment": 5_200_000}, 600_000),
        ({"expense__own_payment": 4_200_000}, 300_000),
        ({"expense__own_payment": 3_200_000}, 0),
        ({"expense__own_payment": 3_200_001}, 0),
        ({"expense__own_payment": 3_300_000}, 30_000),
        ({"expense__own_payment": 5_300_000}, 640_000),
        ({"expense__other_aid": 9_900_000}, 0),
    ],
)
def test_amounts_by_bands(rules, changes, amount):
    assert judged(**changes).amount_fen == amount


@pytest.mark.parametrize(
    ("changes", "verdict", "rule"),
    [
        ({"household__income_12m": 4_560_000 * 3}, "does_not", "income_below"),
        ({"household__income_12m": 4_560_000 * 3 - 1}, "meets", "income_below"),
        ({"household__property": 24 * 82_000 * 3}, "meets", "property_within"),
        ({"household__property": 24 * 82_000 * 3 + 1}, "does_not", "property_within"),
        ({"expense__own_payment": 3_200_000}, "does_not", "expense_exceeds_burden"),
        ({"cause__same_cause_aid": True}, "unclear", "not_same_cause"),
        ({"residence__basis": "living"}, "unclear", "lives_here"),
        ({"household__income_12m": None}, "unclear", "income_below"),
    ],
)
def test_each_line_is_drawn_exactly(rules, changes, verdict, rule):
    found = judged(**changes)
    reason = next(reason for reason in found.reasons if reason.rule == rule)
    assert reason.verdict == verdict
    assert reason.text
    assert reason.clause


def test_recognised_households_are_not_asked_for_income_again(rules):
    found = judged(
        household__classification="subsistence",
        household__income_12m=None,
        household__property=None,
    )
    assert (found.verdict, found.missing) == (Verdict.MEETS, ())


def test_what_is_missing_is_asked_in_plain_words(rules):
    found = judged(household__income_12m=None, expense__other_aid=None)
    assert found.amount_fen is None
    assert {gap.fact for gap in found.missing} == {"household.income_12m", "expense.other_aid"}
    assert all(gap.question.endswith("？") and gap.from_ for gap in found.missing)


def test_cannot_tell_counts_as_missing(rules):
    found = judged(household__income_12m="unknown")
    assert "household.income_12m" in {gap.fact for gap in found.missing}


def test_nantong_names_what_nobody_has_set_and_refuses_nobody(rules):
    found = judged(NANTONG, household__income_12m=99_000_000, household__property=99_000_000)
    assert found.verdict is Verdict.UNCLEAR
    assert found.amount_fen is None
    assert {"income.disposable_last_year", "relief.bands"} <= set(found.missing_parameters)
    assert "subsistence.standard" in found.review_due


def test_past_its_review_date_a_line_refuses_nobody(rules):
    rich = {"household__income_12m": 99_000_000}
    assert judged(**rich).verdict is Verdict.DOES_NOT
    late = judged(on=date(2028, 1, 1), **rich)
    assert late.verdict is Verdict.UNCLEAR
    assert "income.disposable_last_year" in late.review_due


def test_a_no_closes_no_door(rules):
    found = judged(household__income_12m=99_000_000)
    assert found.other_help
    assert any("权利" in words for words in found.words)


def test_what_if_a_parameter_changed(rules):
    asked = estimates.EstimateRequest(
        region=DEMO, on=ON, facts=CAPPED, parameters={"relief.cap_months": 20}
    )
    assert estimates.for_request("temporary-relief", asked).amount_fen == 920_000


@pytest.mark.parametrize(
    "facts",
    [
        {"household.size": 0},
        {"household.size": "three"},
        {"household.income_12m": -1},
        {"household.income_12m": 1.5},
        {"household.income_12m": True},
        {"expense.kind": "gambling"},
        {"expense.kind": []},
        {"expense.kind": {}},
        {"no.such.fact": 1},
    ],
)
def test_facts_of_another_form_are_refused_by_name(rules, facts):
    with pytest.raises(estimates.service.EstimateInvalid) as refused:
        estimates.for_request(
            "temporary-relief", estimates.EstimateRequest(region=DEMO, on=ON, facts=facts)
        )
    assert list(refused.value.fields) == [f"facts.{key}" for key in facts]


@pytest.mark.parametrize("region", [DEMO, NANTONG])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("relief.burden_line", 0.5),
        ("relief.burden_line", -1),
        ("relief.burden_line", True),
        ("relief.burden_line", 10**30),
        ("relief.bands", 5),
        ("no.such.parameter", 1),
    ],
)
def test_what_ifs_of_another_form_are_refused_by_name(rules, region, key, value):
    asked = estimates.EstimateRequest(region=region, on=ON, facts=CAPPED, parameters={key: value})
    with pytest.raises(estimates.service.EstimateInvalid) as refused:
        estimates.for_request("temporary-relief", asked)
    assert list(refused.value.fields) == [f"parameters.{key}"]


FEN = st.integers(min_value=0, max_value=50_000_000)


@given(size=st.integers(1, 12), income=FEN, savings=FEN, own=FEN, aid=FEN, more=FEN)
def test_more_income_never_helps_and_sums_add_up(rules, size, income, savings, own, aid, more):
    known = parameters.current(DEMO, ON)
    item = items.current("temporary-relief", ON)
    facts = CAPPED | {
        "household.size": size,
        "household.income_12m": income,
        "household.property": savings,
        "expense.own_payment": own,
        "expense.other_aid": aid,
    }
    poorer = estimates.estimate(item, item.lane(), facts=facts, known=known)
    richer = estimates.estimate(
        item, item.lane(), facts=facts | {"household.income_12m": income + more}, known=known
    )
    shuffled = dict(sorted(facts.items(), reverse=True))
    order = list(Verdict)

    assert poorer == estimates.estimate(item, item.lane(), facts=shuffled, known=known)
    assert order.index(poorer.verdict) <= order.index(richer.verdict)
    assert 0 <= poorer.amount_fen <= 820_000
    assert sum(step.result_fen for step in poorer.steps if step.adds) == poorer.amount_fen

"""Quick and urgent help: worked examples, what is unknown said by name, and hours that run."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue import estimates, items, parameters, workflow
from server.catalogue.parameters import ParameterSet
from server.catalogue.rules import Verdict
from server.core.actors import Role

ON = date(2026, 11, 24)
DEMO, NANTONG = "320699100201", "320613001"
FIRE = {"event.kind": "fire", "event.basics": "none", "event.people": 4}


def judged(lane, region=DEMO, **changed):
    told = {name.replace("__", "."): value for name, value in changed.items()}
    facts = {key: value for key, value in (FIRE | told).items() if value is not None}
    asked = estimates.EstimateRequest(region=region, on=ON, facts=facts, lane=lane)
    return estimates.for_request("temporary-relief", asked)


def with_basis(basis):
    """The demo county as if it reckoned otherwise, or had not said."""
    known = parameters.current(DEMO, ON)
    if basis is None:
        kept = {k: v for k, v in known.values.items() if k != "relief.quick_cap_basis"}
        return ParameterSet(known.region_code, known.on, kept, known.digest)
    return known.with_values({"relief.quick_cap_basis": basis})


def quick_by(basis, **facts):
    item = items.current("temporary-relief", ON)
    told = FIRE | {name.replace("__", "."): value for name, value in facts.items()}
    return estimates.estimate(item, item.lane("quick"), facts=told, known=with_basis(basis))


def test_quick_aid_is_one_month_for_the_household(rules):
    found = judged("quick", event__people=3)
    assert (found.verdict, found.amount_fen) == (Verdict.MEETS, 82_000)
    assert found.missing == ()


def test_quick_aid_by_heads_is_one_month_for_each(rules):
    found = quick_by("person", event__people=3)
    assert (found.verdict, found.amount_fen) == (Verdict.MEETS, 246_000)


def test_an_unknown_basis_takes_the_lower_reading_and_says_so(rules):
    found = quick_by(None, event__people=3)
    assert (found.verdict, found.amount_fen) == (Verdict.UNCLEAR, 82_000)
    assert found.missing_parameters == ("relief.quick_cap_basis",)
    assert "没有核定" in found.steps[0].label


def test_urgent_relief_counts_heads_and_months(rules):
    """The second example of the fact sheet: a fire, four people, three months."""
    found = judged("urgent", cause__same_cause_aid=False)
    assert (found.verdict, found.amount_fen) == (Verdict.MEETS, 984_000)


def test_nantong_says_what_nobody_has_set(rules):
    found = judged("urgent", NANTONG, cause__same_cause_aid=False)
    assert (found.verdict, found.amount_fen) == (Verdict.UNCLEAR, None)
    assert "relief.urgent_months" in found.missing_parameters
    quick = judged("quick", NANTONG)
    assert quick.verdict is Verdict.UNCLEAR
    assert "relief.quick_cap_basis" in quick.missing_parameters
    assert "subsistence.standard" in quick.review_due


@pytest.mark.parametrize("lane", ["quick", "urgent"])
@pytest.mark.parametrize("region", [DEMO, NANTONG])
def test_no_income_no_savings_no_hukou_is_ever_asked(rules, lane, region):
    item = items.current("temporary-relief", ON)
    chosen = item.lane(lane)
    rich = {
        "household__income_12m": 99_000_000,
        "household__property": 99_000_000,
        "residence__basis": "living",
    }
    assert judged(lane, region, **rich) == judged(lane, region)
    assert item.registers_of(chosen) == ()
    asked = item.asked_facts(chosen)
    assert not [fact for fact in asked if fact.startswith(("household.", "residence."))]
    assert chosen.place == "event"


@pytest.mark.parametrize("lane", ["quick", "urgent"])
@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"event__kind": "other"}, Verdict.UNCLEAR),
        ({"event__kind": None}, Verdict.UNCLEAR),
        ({"event__basics": "covered"}, Verdict.DOES_NOT),
        ({"cause__same_cause_aid": True}, Verdict.UNCLEAR),
    ],
)
def test_what_is_not_clear_is_for_people_to_see(rules, lane, changes, verdict):
    assert judged(lane, **({"cause__same_cause_aid": False} | changes)).verdict is verdict


@pytest.mark.parametrize(("lane", "hours"), [("quick", (2, 72, 72)), ("urgent", (2, 24, 72))])
def test_every_period_is_in_hours_that_run(rules, lane, hours):
    found = judged(lane)
    assert tuple(deadline.count for deadline in found.deadlines) == hours
    assert {deadline.unit for deadline in found.deadlines} == {"hours"}


@given(people=st.integers(1, 30))
def test_steps_add_up_for_every_household(rules, people):
    for lane in ("quick", "urgent"):
        found = judged(lane, event__people=people)
        assert sum(step.result_fen for step in found.steps if step.adds) == found.amount_fen


def at(lane, amount=None, limit=None):
    item = items.current("temporary-relief", ON)
    return workflow.Situation(item.lane(lane), amount, limit)


@pytest.mark.parametrize("lane", ["quick", "urgent"])
def test_urgent_lanes_check_nothing_post_nothing_and_end_with_somebody_else(rules, lane):
    steps = workflow.open_steps("accepted", Role.CLERK, at(lane))
    assert steps == ("propose_grant", "propose_refusal", "convert")
    assert "start_checking" not in workflow.open_steps("accepted", Role.SYSTEM, at(lane))
    assert workflow.next_stage("propose_grant", "accepted", Role.CLERK, at(lane)) == "reviewing"
    assert workflow.next_stage("send_back", "reviewing", Role.HEAD, at(lane)) == "accepted"


def test_an_unknown_limit_goes_up(rules):
    with pytest.raises(workflow.StepNotOpen):
        workflow.next_stage("grant", "reviewing", Role.HEAD, at("quick", 82_000))
    assert workflow.next_stage("grant", "reviewing", Role.HEAD, at("quick", 82_000, 500_000))
    assert workflow.next_stage("refer_up", "reviewing", Role.HEAD, at("quick")) == "county_review"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('sections = ["event", "payee"]', 'sections = ["nowhere"]', "no such section"),
        ('sections = ["event", "payee"]', 'sections = ["event", "trouble"]', "stands twice"),
        ("registers = []", 'registers = ["weather"]', "no consent names"),
    ],
)
def test_a_wrong_lane_does_not_load(old, new, why):
    text = (items.service.FILES / "temporary-relief.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(items.BadDefinition, match=why):
        items.parse(text.replace(old, new, 1), name="broken.toml")

"""The table of moves is whole: every stage reachable, none a trap, the diagram current."""

from pathlib import Path

import pytest

from server.catalogue import items, workflow
from server.catalogue.items.service import FILES
from server.catalogue.workflow.moves import FINAL
from server.core.actors import Role

LANE = items.parse((FILES / "temporary-relief.toml").read_text(), name="x").lane()
DIAGRAM = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def at(amount=None, limit=None):
    return workflow.Situation(LANE, amount, limit)


def _reachable(start, forward):
    seen, waiting = set(), [start]
    while waiting:
        stage = waiting.pop()
        seen.add(stage)
        nexts = {
            (m.to_stage if forward else m.from_stage)
            for m in workflow.MOVES
            if (m.from_stage if forward else m.to_stage) == stage
        }
        waiting += nexts - seen
    return seen


def test_every_stage_is_reached_from_a_draft():
    assert _reachable("draft", forward=True) == set(workflow.STAGES)


def test_from_every_stage_an_end_is_reached():
    assert set.union(*(_reachable(end, forward=False) for end in FINAL)) == set(workflow.STAGES)


def test_nothing_leaves_an_end():
    assert not [move for move in workflow.MOVES if move.from_stage in FINAL]


def test_the_diagram_is_current():
    assert workflow.diagram() in DIAGRAM.read_text(encoding="utf-8")


def test_a_lane_that_publishes_cannot_skip_publicity():
    assert workflow.next_stage("propose_grant", "checking", Role.CLERK, at()) == "publicity"


@pytest.mark.parametrize(("amount", "limit"), [(600_000, 500_000), (1, None), (None, 500_000)])
def test_above_or_without_a_limit_the_township_does_not_grant(amount, limit):
    with pytest.raises(workflow.StepNotOpen):
        workflow.next_stage("grant", "reviewing", Role.HEAD, at(amount, limit))
    assert workflow.next_stage("refer_up", "reviewing", Role.HEAD, at()) == "county_review"


def test_within_the_limit_the_head_grants():
    assert workflow.next_stage("grant", "reviewing", Role.HEAD, at(500_000, 500_000)) == "approved"


def test_a_clerk_does_not_decide():
    with pytest.raises(workflow.StepNotYours):
        workflow.next_stage("grant", "reviewing", Role.CLERK, at(1, 2))


@pytest.mark.parametrize("stage", workflow.OPEN_STAGES)
def test_a_resident_may_withdraw_from_every_open_stage(stage):
    assert "withdraw" in workflow.open_steps(stage, Role.RESIDENT, at())


def test_after_the_decision_nothing_is_withdrawn():
    with pytest.raises(workflow.StepNotOpen):
        workflow.next_stage("withdraw", "approved", Role.RESIDENT, at())

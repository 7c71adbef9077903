"""Taking a step: the stage it leads to, or why not."""

from collections.abc import Callable
from dataclasses import dataclass

from server.catalogue.items import Lane
from server.catalogue.workflow.moves import MOVES, Move
from server.core.actors import Role
from server.core.errors import Conflict, NotAllowed


class StepNotOpen(Conflict):
    """The case is not at a stage where this can be done."""

    code = "workflow.step_not_open"


class StepNotYours(NotAllowed):
    """The step is for another role."""

    code = "workflow.step_not_yours"


@dataclass(frozen=True)
class Situation:
    """What guards look at. `limit_fen` is None where no township limit is set: then it goes up."""

    lane: Lane
    amount_fen: int | None = None
    limit_fen: int | None = None
    county_handles: bool = False


_GUARDS: dict[str, Callable[[Situation], bool]] = {
    "lane_checks": lambda s: s.lane.checks,
    "lane_checks_nothing": lambda s: not s.lane.checks,
    "lane_surveys": lambda s: "surveying" in s.lane.stages,
    "lane_publishes": lambda s: "publicity" in s.lane.stages,
    "lane_publishes_nothing": lambda s: "publicity" not in s.lane.stages,
    "within_limit": lambda s: (
        s.amount_fen is not None and s.limit_fen is not None and s.amount_fen <= s.limit_fen
    ),
}


def next_stage(step: str, stage: str, role: Role, situation: Situation) -> str:
    """Where a step leads from here. Raises StepNotOpen, StepNotYours."""
    moves = [m for m in MOVES if m.step == step and m.from_stage == stage]
    fitting = [m for m in moves if not m.when or _GUARDS[m.when](situation)]
    if not fitting:
        raise StepNotOpen(step=step, stage=stage)
    allowed = [m for m in fitting if _is_for(m, role, situation)]
    if not allowed:
        raise StepNotYours(step=step)
    return allowed[0].to_stage


def _is_for(move: Move, role: Role, situation: Situation) -> bool:
    """Whether a role takes a move; where the county stepped in, its reviewer is the clerk."""
    if role in move.roles:
        return True
    is_clerk = situation.county_handles and role is Role.COUNTY_REVIEWER
    return is_clerk and Role.CLERK in move.roles


def open_steps(stage: str, role: Role, situation: Situation) -> tuple[str, ...]:
    """What a role may do now, in the order of the table."""
    steps = (
        move.step
        for move in MOVES
        if move.from_stage == stage
        and _is_for(move, role, situation)
        and (not move.when or _GUARDS[move.when](situation))
    )
    return tuple(dict.fromkeys(steps))

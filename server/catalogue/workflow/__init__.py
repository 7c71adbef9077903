"""The lifecycle of a case: one table of steps, guarded by role and by what the lane declares."""

from server.catalogue.workflow.moves import MOVES, OPEN_STAGES, STAGES, Move, diagram
from server.catalogue.workflow.stepping import (
    Situation,
    StepNotOpen,
    StepNotYours,
    next_stage,
    open_steps,
)

__all__ = [
    "MOVES",
    "OPEN_STAGES",
    "STAGES",
    "Move",
    "Situation",
    "StepNotOpen",
    "StepNotYours",
    "diagram",
    "next_stage",
    "open_steps",
]

"""Help that was given is an act, not a stage: it is noted beside the case, whatever its stage."""

from server.casework.cases.models import Case
from server.casework.cases.moving import next_due, note_act
from server.catalogue import workflow
from server.core import clock
from server.core.actors import Actor


async def note_aid(case: Case, by: Actor) -> None:
    """Inside the payer's transaction: help has come. Raises StepNotOpen on a case that ended."""
    if case.stage not in (*workflow.OPEN_STAGES, "approved"):
        raise workflow.StepNotOpen(step="give_aid", stage=case.stage)
    if case.aided_at is None:
        case.aided_at = clock.now()
        case.due_at = next_due(case) if case.accepted_at else case.due_at
        await case.save(update_fields=["aided_at", "due_at"])
    await note_act(case, "give_aid", by)

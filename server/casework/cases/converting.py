"""Another lane for a case that is under way; the acceptance clock is never started again."""

from datetime import datetime
from typing import Any

from server.casework.cases import events, signers
from server.casework.cases.errors import ConversionInvalid
from server.casework.cases.knowledge import known_of
from server.casework.cases.models import Case
from server.casework.cases.moving import (
    deadline_of,
    item_of,
    locked,
    move,
    next_due,
    urgent_deadlines,
)
from server.catalogue.items import Item, Lane
from server.core import clock, database, outbox
from server.core.actors import Actor


async def convert(case_no: str, lane: str, by: Actor, *, note: str) -> Case:
    """Go on in another lane of the same item, with a written reason.

    What was accepted stays accepted. Raises LaneUnknown, ConversionInvalid, StepNotOpen,
    StepNotYours.
    """
    if not note.strip():
        raise ConversionInvalid(fields={"note": "field.missing"})
    async with database.transaction():
        case = await locked(case_no)
        item = item_of(case)
        chosen = item.lane(lane)
        if chosen.code == case.lane:
            raise ConversionInvalid(fields={"lane": "field.not_a_choice"})
        case.update_from_dict({"lane": chosen.code, **_clocks(case, chosen)})
        await move(
            case,
            "convert",
            by=by,
            note=note.strip(),
            lane=chosen.code,
            decide_by=case.decide_by,
            aid_by=case.aid_by,
            due_at=next_due(case) if case.accepted_at else _first(case.accept_by, case.aid_by),
            due_is_provisional=case.due_is_provisional,
        )
        await _ask_signers(case, item, chosen)
        await outbox.publish(events.CaseConverted(case_no, chosen.code))
    return case


def _clocks(case: Case, lane: Lane) -> dict[str, Any]:
    """Hours run from now where they did not run before, and never past what was owed already.

    Working days are counted from the day the case was accepted, as if it had come this way.
    """
    if lane.is_urgent:
        hours = urgent_deadlines(case, lane, clock.now())
        kept = {key: _first(getattr(case, key), at) for key, at in hours.items()}
        return {**kept, "due_is_provisional": False}
    if case.accepted_at is None:
        return {"aid_by": None, "decide_by": None}
    until = deadline_of(case, lane.decide_within, case.accepted_at)
    return {
        "aid_by": None,
        "decide_by": until.at,
        "due_is_provisional": until.is_provisional,
    }


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


async def _ask_signers(case: Case, item: Item, lane: Lane) -> None:
    """A lane that asks registers needs each adult's word, the applicant's too."""
    if not item.registers_of(lane):
        return
    known = await known_of(case)
    adults = [m.person_id for m in known.household.members if m.is_adult(clock.today())]
    await signers.ask(case, [*adults, case.applicant_id])

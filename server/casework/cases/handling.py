"""What happens to a case by withdrawal, acceptance and the calendar."""

from datetime import datetime
from typing import Any

from server.casework.cases import events, signers
from server.casework.cases.errors import (
    CaseIncomplete,
)
from server.casework.cases.models import Case
from server.casework.cases.moving import (
    check_own,
    deadline_of,
    item_of,
    locked,
    move,
    next_due,
)
from server.catalogue.items import Lane
from server.core import clock, database, outbox
from server.core.actors import SYSTEM, Actor


async def withdraw(case_no: str, by: Actor) -> Case:
    """Take an application back, at any stage before the decision; it may be made again.

    Raises CaseUnknown, StepNotOpen.
    """
    async with database.transaction():
        case = await locked(case_no)
        check_own(case, by)
        if case.stage == "withdrawn":
            return case
        await move(case, "withdraw", by=by, due_at=None, publicity_until=None)
        await outbox.publish(events.CaseWithdrawn(case_no))
    return case


async def accept(case_no: str, by: Actor) -> Case:
    """Take a case on: the clock for the decision starts.

    Raises SignersOutstanding, StepNotOpen, StepNotYours.
    """
    async with database.transaction():
        case = await locked(case_no)
        await signers.check_signed(case)
        lane, now = item_of(case).lane(case.lane), clock.now()
        claim: dict[str, Any] = {}
        if case.handler_id is None:
            claim = {"handler_id": by.staff_id, "claimed_at": now}
        await move(
            case,
            "accept",
            by=by,
            accepted_at=now,
            **_clock(case, lane, now),
            **claim,
        )
        await outbox.publish(events.CaseAccepted(case_no))
    return case


def _clock(case: Case, lane: Lane, accepted_at: datetime) -> dict[str, Any]:
    """The decision's deadline from acceptance on; hours that already run are left running."""
    if lane.is_urgent:
        return {"due_at": next_due(case), "due_is_provisional": False}
    until = deadline_of(case, lane.decide_within, accepted_at)
    return {
        "decide_by": until.at,
        "due_at": until.at,
        "due_is_provisional": until.is_provisional,
    }


async def not_accept(case_no: str, by: Actor, *, reason: str) -> Case:
    """Not take a case on; itself a written act with reasons. Raises StepNotOpen, StepNotYours."""
    if not reason.strip():
        raise CaseIncomplete(fields={"note": "field.missing"})
    async with database.transaction():
        case = await locked(case_no)
        await move(case, "not_accept", by=by, note=reason, due_at=None)
        await outbox.publish(events.CaseNotAccepted(case_no))
    return case


async def start_checking(case_no: str) -> None:
    """After acceptance: on to checking; a lane that checks nothing waits for the opinion."""
    async with database.transaction():
        case = await locked(case_no)
        if case.stage == "accepted" and item_of(case).lane(case.lane).checks:
            await move(case, "start_checking", by=SYSTEM)
            await outbox.publish(events.CheckingStarted(case_no))


async def recount_provisional() -> int:
    """Count provisional deadlines again once the official calendar of their year is known."""
    waiting = await Case.filter(due_is_provisional=True).values_list("case_no", flat=True)
    for case_no in waiting:
        async with database.transaction():
            case = await locked(str(case_no))
            lane = item_of(case).lane(case.lane)
            if case.accepted_at:
                until = deadline_of(case, lane.decide_within, case.accepted_at)
                changes = {"decide_by": until.at, "due_at": until.at}
            elif case.submitted_at:
                until = deadline_of(case, lane.accept_within, case.submitted_at)
                changes = {"accept_by": until.at, "due_at": until.at}
            else:
                continue
            await Case.filter(id=case.id).update(due_is_provisional=until.is_provisional, **changes)
    return len(waiting)

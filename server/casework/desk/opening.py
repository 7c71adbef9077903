"""Opening a case: one's own at once, another's with a reason that stays in the audit."""

from datetime import timedelta

from server.casework import conflicts
from server.casework.cases import Case
from server.casework.desk.access import seen
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.errors import Invalid, NotAllowed
from server.core.privacy import scrub
from server.registry import audit, staff

OPEN_FOR = timedelta(hours=8)
_HANDLED = ("submitted", "correction", "accepted", "checking", "surveying")
# What each role has to look at by itself; a handler's cases come on top.
_THEIRS = {
    Role.HEAD: ("reviewing",),
    Role.COUNTY_REVIEWER: ("county_review",),
    Role.COUNTY_APPROVER: ("county_review",),
}


class ReasonNeeded(NotAllowed):
    """The case is not one's own to handle: opening it needs a reason."""

    code = "desk.reason_needed"


class ReasonMissing(Invalid):
    """A reason in a few words, at least."""

    code = "desk.reason_missing"


async def open_with_reason(case_no: str, by: Actor, *, reason: str) -> None:
    """Say why one opens another's case; it stays open to one for a working day.

    Raises CaseUnknown, ReasonMissing.
    """
    case = await seen(case_no, by)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": "field.missing"})
    async with database.transaction():
        await note_opening(case, by)
        await audit.record(by, "open-others", f"case:{case_no}", reason=scrub(reason.strip()))


async def note_opening(case: Case, by: Actor) -> None:
    """Let somebody open a case for a working day."""
    await database.execute(
        "INSERT INTO case_openings (case_id, staff_id, role, until) VALUES ($1, $2, $3, $4)",
        case.id,
        by.staff_id,
        by.role.value,
        clock.now() + OPEN_FOR,
    )


async def check_open(case: Case, by: Actor) -> None:
    """Refuse whom the case is not for, unless they said why. Raises ReasonNeeded."""
    if not await is_own(case, by) and not await was_opened(case, by):
        raise ReasonNeeded


async def is_own(case: Case, by: Actor) -> bool:
    """Whether a case is somebody's to work on: held, covered, waiting for them, or acted on."""
    covered = await staff.covered_by(by.staff_id)
    if case.handler_id is not None and case.handler_id in (by.staff_id, *covered):
        return True
    if case.stage in _THEIRS.get(by.role, ()):
        return True
    takes = by.role in {Role.CLERK, Role.HEAD} or case.stepped_in_at is not None
    if takes and case.handler_id is None and case.stage in _HANDLED:
        return True
    return await conflicts.has_acted(case, by.staff_id)


async def was_opened(case: Case, by: Actor) -> bool:
    """Whether somebody gave a reason for opening this case today."""
    row = await database.fetch_one(
        "SELECT 1 FROM case_openings WHERE staff_id = $1 AND case_id = $2 AND role = $3"
        " AND until > $4",
        by.staff_id,
        case.id,
        by.role.value,
        clock.now(),
    )
    return row is not None

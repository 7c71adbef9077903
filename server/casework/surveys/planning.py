"""Planning a visit: two people, a time the household is told; or calling it off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.casework import cases, conflicts
from server.casework.cases import Case
from server.casework.surveys.errors import SurveyNotPlanned, VisitorsWrong
from server.casework.surveys.events import SurveyPlanned
from server.core import clock, database, ids, outbox
from server.core.actors import Actor, Role
from server.registry import audit

VISITING = frozenset({Role.CLERK, Role.HEAD, Role.VILLAGE_HELPER})


@dataclass(frozen=True)
class Visitor:
    """Somebody who may go."""

    id: UUID
    name: str
    role: str


async def visitors_for(case: Case) -> list[Visitor]:
    """Who may visit for a case: the office's people and its villages' helpers, none with a tie."""
    rows = await database.fetch(
        "SELECT DISTINCT ON (s.id) s.id, s.name, p.role FROM staff s"
        " JOIN staff_posts p ON p.staff_id = s.id"
        " WHERE p.role = ANY($1) AND p.region_code LIKE $2 || '%'"
        " AND p.starts_on <= $3 AND (p.ends_on IS NULL OR p.ends_on >= $3)"
        " AND (s.left_on IS NULL OR s.left_on > $3) ORDER BY s.id, p.role",
        [role.value for role in VISITING],
        case.office_code,
        clock.today(),
    )
    found = [Visitor(**row) for row in rows]
    return sorted(
        [one for one in found if not await conflicts.keeps_out(case, one.id)],
        key=lambda one: (one.role == Role.VILLAGE_HELPER.value, one.name),
    )


async def plan(
    case_no: str, by: Actor, *, first: UUID, second: UUID, appointment_at: datetime
) -> UUID:
    """Plan the visit of a case; the household is told when and who.

    Raises VisitorsWrong, SurveyNotPlanned, StepNotOpen, StepNotYours.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        roles = {one.id: one.role for one in await visitors_for(case)}
        helper = Role.VILLAGE_HELPER.value
        if first == second or second not in roles or roles.get(first, helper) == helper:
            raise VisitorsWrong(fields={"second": "field.not_a_choice"})
        if appointment_at <= clock.now():
            raise VisitorsWrong(fields={"appointment_at": "field.out_of_range"})
        await cases.move(case, "start_surveying", by=by)
        survey_id = ids.new()
        await database.execute(
            "INSERT INTO surveys (id, case_id, state, first_visitor, second_visitor,"
            " appointment_at, planned_by, planned_at, revision)"
            " VALUES ($1, $2, 'planned', $3, $4, $5, $6, $7, 0)",
            survey_id,
            case.id,
            first,
            second,
            appointment_at,
            by.id,
            clock.now(),
        )
        await outbox.publish(SurveyPlanned(case_no, str(survey_id)))
    return survey_id


async def cancel(case_no: str, by: Actor, *, reason: str) -> None:
    """Call a planned visit off, with a reason. Raises SurveyNotPlanned, StepNotOpen."""
    async with database.transaction():
        case = await cases.locked(case_no)
        rows = await database.fetch(
            "UPDATE surveys SET state = 'cancelled' WHERE case_id = $1 AND state = 'planned'"
            " RETURNING id",
            case.id,
        )
        if not rows:
            raise SurveyNotPlanned
        await cases.move(case, "end_surveying", by=by, note=reason)
        await audit.record(by, "cancel-survey", f"case:{case_no}")

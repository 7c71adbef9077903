"""Watching the queue: a silent owner's case goes back, what is overdue goes to the head."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.casework import cases, conflicts
from server.casework.desk.events import CaseReturned
from server.catalogue import parameters, workflow
from server.core import clock, database, ids, outbox
from server.core.actors import SYSTEM, Actor
from server.registry import audit, workdays

_SILENT_WORKDAYS = 5
_HANDLED = ("submitted", "accepted", "checking", "surveying")
_BATCH = 200


@dataclass(frozen=True)
class Alert:
    """Something the head, or the county, should know of a case."""

    id: UUID
    kind: str
    case_no: str
    name: str
    colleague: str
    at: datetime


async def return_silent() -> int:
    """Give cases back whose owner has done nothing for so many work days; tell the head."""
    rows = await database.fetch(
        "SELECT case_no, office_code, greatest(claimed_at, stage_at) AS last FROM cases"
        " WHERE handler_id IS NOT NULL AND stage = ANY($1::text[])"
        " AND greatest(claimed_at, stage_at) < $2 ORDER BY 3 LIMIT $3",
        list(_HANDLED),
        clock.now() - timedelta(days=1),
        _BATCH,
    )
    returned = 0
    for row in rows:
        if row["last"] < _silent_since(row["office_code"]):
            returned += await _return(row["case_no"], row["last"])
    return returned


def _silent_since(office: str) -> datetime:
    known = parameters.current(office, clock.today())
    waiting = int(known.value("desk.silent_workdays", _SILENT_WORKDAYS))
    return workdays.before(clock.now(), workdays=waiting)


async def _return(case_no: str, last: datetime) -> bool:
    async with database.transaction():
        case = await cases.locked(case_no)
        silent = case.handler_id
        if silent is None or max(case.stage_at, case.claimed_at or case.stage_at) > last:
            return False
        await database.execute(
            "UPDATE cases SET handler_id = NULL, claimed_at = NULL WHERE id = $1", case.id
        )
        await audit.record(SYSTEM, "return-silent", f"case:{case_no}")
        key = f"returned:{case_no}:{last.isoformat()}"
        office = case.county_code if case.stepped_in_at else case.office_code
        await _alert(office, "returned", case.id, key, staff_id=silent)
        await outbox.publish(CaseReturned(case_no, str(silent)))
    return True


async def escalate_overdue() -> int:
    """Tell the head, or the county where it decides, of each deadline that has passed; once."""
    rows = await database.fetch(
        "SELECT c.id, c.case_no, c.due_at, c.handler_id, CASE WHEN c.stage = 'county_review'"
        " OR c.stepped_in_at IS NOT NULL THEN c.county_code ELSE c.office_code END AS office"
        " FROM cases c WHERE c.stage = ANY($1::text[]) AND c.due_at < $2"
        " AND NOT c.due_is_provisional AND NOT EXISTS (SELECT 1 FROM desk_alerts a"
        "  WHERE a.case_id = c.id AND a.kind = 'overdue' AND a.at >= c.due_at)"
        " ORDER BY c.due_at LIMIT $3",
        list(workflow.OPEN_STAGES),
        clock.now(),
        _BATCH,
    )
    for row in rows:
        key = f"overdue:{row['case_no']}:{row['due_at'].isoformat()}"
        await _alert(row["office"], "overdue", row["id"], key, staff_id=row["handler_id"])
    return len(rows)


async def alert_stepped_in(event: conflicts.CountySteppedIn) -> None:
    """The county learns that a case is now its own."""
    case = await cases.of(event.case_no)
    key = f"stepped-in:{event.case_no}:{case.stage}"
    await _alert(case.county_code, "stepped_in", case.id, key)


async def _alert(
    office: str, kind: str, case_id: UUID, once_key: str, *, staff_id: UUID | None = None
) -> None:
    await database.execute(
        "INSERT INTO desk_alerts (id, office_code, kind, case_id, staff_id, once_key, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (once_key) DO NOTHING",
        ids.new(),
        office,
        kind,
        case_id,
        staff_id,
        once_key,
        clock.now(),
    )


async def alerts_for(by: Actor) -> list[Alert]:
    """What nobody of the office has taken note of yet, newest first."""
    rows = await database.fetch(
        "SELECT a.id, a.kind, c.case_no, c.applicant_name AS name, a.at,"
        " coalesce(s.name, '') AS colleague FROM desk_alerts a JOIN cases c ON c.id = a.case_id"
        " LEFT JOIN staff s ON s.id = a.staff_id WHERE a.office_code = $1 AND a.seen_at IS NULL"
        " AND a.case_id <> ALL($2::uuid[]) ORDER BY a.at DESC LIMIT 200",
        by.office,
        await conflicts.hidden_from(by.staff_id),
    )
    return [Alert(**row) for row in rows]


async def alert_count(by: Actor) -> int:
    """How many wait."""
    return len(await alerts_for(by))


async def mark_seen(alert_id: UUID, by: Actor) -> None:
    """Take note; doing it twice is fine."""
    async with database.transaction():
        rows: list[dict[str, Any]] = await database.fetch(
            "UPDATE desk_alerts SET seen_at = $3, seen_by = $4"
            " WHERE id = $1 AND office_code = $2 AND seen_at IS NULL RETURNING case_id",
            alert_id,
            by.office,
            clock.now(),
            by.staff_id,
        )
        for row in rows:
            case = await cases.Case.get(id=row["case_id"])
            await audit.record(by, "note-alert", f"case:{case.case_no}")

"""Samples for the auditor: decided cases drawn by lot, open to them for a working day."""

from dataclasses import dataclass
from datetime import datetime

from server.casework import cases
from server.casework.cases import Case
from server.casework.desk import opening
from server.core import clock, database
from server.core.actors import Actor, Role
from server.registry import audit

MOST = 20


@dataclass(frozen=True)
class Sample:
    """One drawn case; who it is about shows only when it is opened."""

    case_no: str
    item_code: str
    stage: str
    until: datetime


async def draw_sample(by: Actor, *, count: int) -> list[Sample]:
    """Draw decided cases of the auditor's area by lot; the draw is audited."""
    async with database.transaction():
        rows = await database.fetch(
            "SELECT c.id FROM cases c JOIN decisions d ON d.case_id = c.id"
            " WHERE (c.office_code = $1 OR c.county_code = $1) AND d.decided_at IS NOT NULL"
            " ORDER BY random() LIMIT $2",
            by.office,
            max(1, min(count, MOST)),
        )
        for row in rows:
            case = await Case.get(id=row["id"])
            await opening.note_opening(case, by)
            await audit.record(by, "sample", f"case:{case.case_no}")
    return await samples_of(by)


async def samples_of(by: Actor) -> list[Sample]:
    """What the auditor may open now."""
    rows = await database.fetch(
        "SELECT c.case_no, c.item_code, c.stage, max(o.until) AS until FROM case_openings o"
        " JOIN cases c ON c.id = o.case_id"
        " WHERE o.staff_id = $1 AND o.role = $2 AND o.until > $3"
        " GROUP BY c.id ORDER BY until DESC, c.case_no",
        by.staff_id,
        Role.AUDITOR.value,
        clock.now(),
    )
    return [Sample(**row) for row in rows]


async def sampled(case_no: str, by: Actor) -> Case:
    """A case an auditor has drawn. Raises CaseUnknown."""
    case = await cases.of(case_no)
    if by.role is not Role.AUDITOR or not await opening.was_opened(case, by):
        raise cases.CaseUnknown
    return case

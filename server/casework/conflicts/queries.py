"""Reading conflicts: what is hidden from somebody, who keeps out, who has handled a case."""

from uuid import UUID

from server.casework.cases import Case
from server.casework.conflicts.rules import Colleague
from server.core import clock, database
from server.core.actors import Role

# Steps of those who look at a case after its handler; every other step is handling.
_REVIEWING = ("send_back", "refer_up", "grant", "refuse")
# Asked on every page of the queue. Most people have no ties: joined with the cases, the planner
# would start from a million of them.
_TIES = """
SELECT case_id, NULL::uuid AS household_id FROM case_recusals WHERE staff_id = $1
 UNION ALL
SELECT NULL, m.household_id FROM staff_relatives r
  JOIN household_members m ON m.person_id = r.person_id AND m.left_at IS NULL
 WHERE r.staff_id = $1
"""


async def hidden_from(staff_id: UUID | None) -> list[UUID]:
    """The cases somebody must not know of; most people have none."""
    if staff_id is None:
        return []
    ties = await database.fetch(_TIES, staff_id)
    hidden = {row["case_id"] for row in ties if row["case_id"]}
    if homes := {row["household_id"] for row in ties if row["household_id"]}:
        theirs = "SELECT id FROM cases WHERE household_id = ANY($1::uuid[])"
        hidden |= {row["id"] for row in await database.fetch(theirs, list(homes))}
    return list(hidden)


async def keeps_out(case: Case, staff_id: UUID | None) -> bool:
    """Whether somebody declared a tie to a case, or is a relative of its household."""
    return staff_id is not None and case.id in await hidden_from(staff_id)


async def handlers_of(case: Case) -> set[UUID]:
    """Everybody who has taken a handling step in a case, and who holds it now."""
    rows = await database.fetch(
        "SELECT DISTINCT substr(actor, 7)::uuid AS id FROM case_steps"
        " WHERE case_id = $1 AND actor LIKE 'staff:%' AND step <> ALL($2::text[])",
        case.id,
        list(_REVIEWING),
    )
    return {row["id"] for row in rows} | ({case.handler_id} if case.handler_id else set())


async def has_handled(case: Case, staff_id: UUID | None) -> bool:
    """Whether somebody handled a case, or stands in today for who holds it: they do not decide."""
    if staff_id is None:
        return False
    if staff_id in await handlers_of(case):
        return True
    row = await database.fetch_one(
        "SELECT 1 FROM staff_deputies WHERE deputy_id = $1 AND staff_id = $2"
        " AND starts_on <= $3 AND ends_on >= $3 AND ended_at IS NULL",
        staff_id,
        case.handler_id,
        clock.today(),
    )
    return row is not None


async def has_acted(case: Case, staff_id: UUID | None) -> bool:
    """Whether somebody took any step in a case."""
    row = await database.fetch_one(
        "SELECT 1 FROM case_steps WHERE case_id = $1 AND actor = $2", case.id, f"staff:{staff_id}"
    )
    return row is not None


async def township_of(case: Case) -> list[Colleague]:
    """Everybody who may act in the case's township today."""
    rows = await database.fetch(
        "SELECT DISTINCT a.staff_id, a.role FROM staff_acts a JOIN staff s ON s.id = a.staff_id"
        " WHERE a.region_code = $1 AND a.role IN ('clerk', 'head') AND a.starts_on <= $2"
        " AND (a.ends_on IS NULL OR a.ends_on >= $2) AND (s.left_on IS NULL OR s.left_on > $2)",
        case.office_code,
        clock.today(),
    )
    return [
        Colleague(row["staff_id"], Role(row["role"]), await keeps_out(case, row["staff_id"]))
        for row in rows
    ]

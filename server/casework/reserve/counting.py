"""One cause, one sum: what was given first is counted towards the later grant, and only once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.casework import cases
from server.casework.cases import Case
from server.core import clock, database
from server.core.actors import Actor
from server.core.errors import Invalid
from server.registry import audit

_MONTHS_OTHERWISE = 12
_MONTH = timedelta(days=31)


class SameCauseInvalid(Invalid):
    """Not an earlier case of the same household."""

    code = "reserve.same_cause_invalid"


@dataclass(frozen=True)
class Earlier:
    """A case of the same household within the interval, and what it brought."""

    case_no: str
    lane: str
    stage: str
    submitted_at: datetime
    granted_fen: int
    given_fen: int
    is_linked: bool


@dataclass(frozen=True)
class Counted:
    """What a grant already contains: help given before it, and an earlier grant for its cause."""

    given_fen: int
    granted_fen: int

    def rest_of(self, granted_fen: int) -> int:
        """What is still to be paid of a grant; nothing is ever asked back here."""
        return max(0, granted_fen - self.given_fen - self.granted_fen)


async def earlier_of(case: Case) -> list[Earlier]:
    """What the same household asked for within the same-cause interval, newest first."""
    months = cases.parameters_of(case).value("relief.same_cause_months", _MONTHS_OTHERWISE)
    since = (case.submitted_at or clock.now()) - int(months) * _MONTH
    rows = await database.fetch(
        "SELECT c.case_no, c.lane, c.stage, c.submitted_at,"
        " coalesce((SELECT d.amount_fen FROM decisions d WHERE d.case_id = c.id), 0)"
        " AS granted_fen,"
        " coalesce((SELECT -sum(e.amount_fen) FROM reserve_entries e WHERE e.case_id = c.id),"
        " 0)::bigint AS given_fen,"
        " EXISTS (SELECT 1 FROM same_causes s WHERE s.case_id = $1 AND s.earlier_id = c.id)"
        " AS is_linked FROM cases c WHERE c.id <> $1 AND c.item_code = $2"
        " AND (c.household_id = $3 OR c.applicant_id = $4 OR c.applicant_id IN"
        " (SELECT person_id FROM household_members WHERE household_id = $3 AND left_at IS NULL))"
        " AND c.submitted_at BETWEEN $5 AND $6 AND c.stage NOT IN ('draft', 'withdrawn')"
        " ORDER BY c.submitted_at DESC LIMIT 20",
        case.id,
        case.item_code,
        case.household_id,
        case.applicant_id,
        since,
        case.submitted_at or clock.now(),
    )
    return [Earlier(**row) for row in rows]


async def link_same_cause(case_no: str, earlier_no: str, by: Actor) -> None:
    """Say that a case is about the same cause as an earlier one of the household; once.

    An earlier case is counted towards one later grant only. Raises SameCauseInvalid.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        known = {one.case_no for one in await earlier_of(case)}
        if earlier_no not in known:
            raise SameCauseInvalid(fields={"earlier": "field.not_a_choice"})
        earlier = await cases.of(earlier_no)
        made = await database.fetch(
            "INSERT INTO same_causes (case_id, earlier_id, linked_by, linked_at)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING case_id",
            case.id,
            earlier.id,
            by.staff_id,
            clock.now(),
        )
        if not made:
            raise SameCauseInvalid(fields={"earlier": "field.counted_already"})
        await audit.record(by, "same-cause", f"case:{case_no}", detail={"earlier": earlier_no})


async def count_towards(case: Case) -> Counted:
    """Count what was given first towards this grant; each payment is counted once."""
    await database.execute(
        "INSERT INTO reserve_counted (entry_id, case_id, counted_at)"
        " SELECT e.id, $1, $2 FROM reserve_entries e WHERE e.case_id = $1 OR e.case_id IN"
        " (SELECT s.earlier_id FROM same_causes s LEFT JOIN decisions d"
        " ON d.case_id = s.earlier_id AND d.outcome = 'grant'"
        " WHERE s.case_id = $1 AND d.id IS NULL) ON CONFLICT DO NOTHING",
        case.id,
        clock.now(),
    )
    return await counted(case)


async def counted(case: Case) -> Counted:
    """What counts towards this case's grant: help given first, an earlier grant for its cause."""
    row = await database.fetch_one(
        "SELECT coalesce((SELECT -sum(e.amount_fen) FROM reserve_counted k"
        " JOIN reserve_entries e ON e.id = k.entry_id WHERE k.case_id = $1), 0)::bigint"
        " AS given_fen, coalesce((SELECT sum(d.amount_fen) FROM same_causes s"
        " JOIN decisions d ON d.case_id = s.earlier_id AND d.outcome = 'grant'"
        " WHERE s.case_id = $1), 0)::bigint AS granted_fen",
        case.id,
    )
    return Counted(**row) if row else Counted(0, 0)

"""Declaring a conflict, and the county stepping in where nobody else is left."""

from server.casework import cases
from server.casework.cases import Case
from server.casework.conflicts.events import ConflictDeclared, CountySteppedIn
from server.casework.conflicts.queries import handlers_of, keeps_out, township_of
from server.casework.conflicts.rules import TOWNSHIP_STAGES, nobody_left
from server.core import clock, database, ids, outbox
from server.core.actors import SYSTEM, Actor
from server.core.errors import Invalid
from server.core.privacy import encrypt
from server.registry import audit, staff


class RelationMissing(Invalid):
    """Keeping out of a case needs a word on why."""

    code = "conflicts.relation_missing"


async def recuse(case_no: str, by: Actor, *, relation: str, whole_family: bool = False) -> None:
    """Keep out of a case from now on: it is hidden, and goes back to the queue if it was theirs.

    `whole_family` keeps the applicant's later cases away too. Raises CaseUnknown, RelationMissing.
    """
    if by.staff_id is None or not relation.strip():
        raise RelationMissing(fields={"note": "field.missing"})
    async with database.transaction():
        case = await cases.locked(case_no)
        await database.execute(
            "INSERT INTO case_recusals (id, case_id, staff_id, relation_enc, declared_at)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_id, staff_id) DO NOTHING",
            ids.new(),
            case.id,
            by.staff_id,
            encrypt(relation.strip(), "case_recusals.relation"),
            clock.now(),
        )
        if whole_family:
            await staff.declare_relative(by.staff_id, case.applicant_id, relation.strip(), by=by)
        if case.handler_id == by.staff_id:
            await _free(case)
        await audit.record(by, "recuse", f"case:{case_no}")
        await outbox.publish(ConflictDeclared(case_no))


async def _free(case: Case) -> None:
    await database.execute(
        "UPDATE cases SET handler_id = NULL, claimed_at = NULL WHERE id = $1", case.id
    )
    case.handler_id, case.claimed_at = None, None


async def step_in_where_needed(case_no: str) -> bool:
    """Hand a case to the county if the township has nobody left for it; True when it was."""
    async with database.transaction():
        case = await cases.locked(case_no)
        if case.stage not in (*TOWNSHIP_STAGES, "reviewing"):
            return False
        if case.handler_id and await keeps_out(case, case.handler_id):
            await _free(case)
        if case.stepped_in_at is not None and case.stage != "reviewing":
            return False
        left = nobody_left(case.stage, await township_of(case), await handlers_of(case))
        if case.stepped_in_at is None and not left:
            return False
        changes: dict[str, object] = {"stepped_in_at": case.stepped_in_at or clock.now()}
        if case.stage != "reviewing":
            changes |= {"handler_id": None, "claimed_at": None}
        await cases.move(case, "step_in", by=SYSTEM, **changes)  # type: ignore[arg-type]
        await outbox.publish(CountySteppedIn(case_no))
    return True


async def step_in_due() -> int:
    """Look again at open cases somebody keeps out of: people leave, go on leave, come back."""
    rows = await database.fetch(
        "SELECT DISTINCT c.case_no FROM cases c WHERE c.stage = ANY($1::text[]) AND ("
        " c.id IN (SELECT case_id FROM case_recusals) OR c.household_id IN"
        " (SELECT m.household_id FROM staff_relatives r"
        "  JOIN household_members m ON m.person_id = r.person_id AND m.left_at IS NULL))",
        [*TOWNSHIP_STAGES, "reviewing"],
    )
    return sum([await step_in_where_needed(row["case_no"]) for row in rows])

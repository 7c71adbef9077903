"""One approval, several payments: planned after the decision, paid one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.casework import cases
from server.casework.cases import Case, CaseClosed
from server.core import clock, database, ids, outbox
from server.core.actors import SYSTEM, Actor
from server.core.errors import Invalid
from server.registry import audit, workdays

_PAY_WITHIN = 3  # working days after the decision
_MOST_PARTS = 12


class PlanInvalid(Invalid):
    """Parts that do not add up to what is still to be paid, or a payment that is not planned."""

    code = "benefits.plan_invalid"


@dataclass(frozen=True)
class Part:
    """One payment as it is planned."""

    amount_fen: int
    due_on: date


@dataclass(frozen=True)
class Instalment:
    """One payment of a grant."""

    number: int
    amount_fen: int
    due_on: date
    paid_at: datetime | None


async def start(case: Case, rest_fen: int) -> None:
    """Inside the caller's transaction: one payment of all that is left, or the end."""
    if case.stage != "approved" or await instalments_of(case):
        return
    if rest_fen == 0:
        await _close(case)
        return
    until = workdays.deadline(clock.now(), workdays=_PAY_WITHIN).at
    await _write(case, [Part(rest_fen, clock.local(until).date())])


async def _close(case: Case) -> None:
    await cases.move(case, "close", by=SYSTEM)
    await outbox.publish(CaseClosed(case.case_no))


async def _write(case: Case, parts: Sequence[Part]) -> None:
    for number, part in enumerate(parts, 1):
        await database.execute(
            "INSERT INTO instalments (id, case_id, number, amount_fen, due_on)"
            " VALUES ($1, $2, $3, $4, $5)",
            ids.new(),
            case.id,
            number,
            part.amount_fen,
            part.due_on,
        )


async def plan(case_no: str, parts: Sequence[Part], by: Actor) -> None:
    """Pay what is left in parts, before anything of it was paid. Raises PlanInvalid."""
    async with database.transaction():
        case = await cases.locked(case_no)
        now = await instalments_of(case)
        rest = sum(one.amount_fen for one in now)
        good = parts and len(parts) <= _MOST_PARTS and all(p.amount_fen > 0 for p in parts)
        if not good or rest != sum(part.amount_fen for part in parts):
            raise PlanInvalid(fields={"parts": "field.sum_differs"})
        if any(one.paid_at is not None for one in now):
            raise PlanInvalid(fields={"parts": "field.paid_already"})
        await database.execute("DELETE FROM instalments WHERE case_id = $1", case.id)
        await _write(case, parts)
        await audit.record(by, "plan-instalments", f"case:{case_no}", detail={"parts": len(parts)})


async def paid(case_no: str, number: int, by: Actor) -> None:
    """One part has been paid; after the last one the case is closed. Raises PlanInvalid."""
    async with database.transaction():
        case = await cases.locked(case_no)
        now = await instalments_of(case)
        if number not in {one.number for one in now}:
            raise PlanInvalid(fields={"number": "field.not_a_choice"})
        made = await database.fetch(
            "UPDATE instalments SET paid_at = $3, paid_by = $4"
            " WHERE case_id = $1 AND number = $2 AND paid_at IS NULL RETURNING number",
            case.id,
            number,
            clock.now(),
            by.staff_id,
        )
        if not made:
            return
        await cases.note_act(case, "pay_instalment", by)
        if case.stage == "approved" and sum(one.paid_at is None for one in now) == 1:
            await _close(case)


async def instalments_of(case: Case) -> list[Instalment]:
    """The payments of a case's grant, in order."""
    rows = await database.fetch(
        "SELECT number, amount_fen, due_on, paid_at FROM instalments WHERE case_id = $1"
        " ORDER BY number",
        case.id,
    )
    return [Instalment(**row) for row in rows]

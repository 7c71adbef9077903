"""Paying out of a township's petty cash, filling it up, and the records of both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.casework.reserve.errors import (
    EntryUnknown,
    NotAnUrgentLane,
    NotTheSecondPayer,
    PaymentInvalid,
    ReserveTooLow,
)
from server.casework.reserve.events import AidGiven
from server.casework.reserve.queries import given_fen
from server.casework.reserve.rules import Payment, check_limit, check_payment
from server.catalogue import estimates
from server.core import clock, database, ids, outbox
from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.core.privacy import encrypt
from server.registry import audit, staff, workdays

_COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
_TOWN = frozenset({Role.CLERK, Role.HEAD})
_MAKEUP_OTHERWISE = 10
_ENTRY = """
INSERT INTO reserve_entries (id, office_code, kind, amount_fen, balance_fen, case_id, form,
  goods_enc, receiver_enc, receipt_no, first_payer, second_payer, agreed_by, makeup_by, note_enc,
  once, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""


async def pay(case_no: str, payment: Payment, by: Actor) -> str:
    """Hand help over before the decision; the receipt's number. A second press is the same one.

    Raises CaseUnknown, PaymentInvalid, CountyMustAgree, NotAnUrgentLane, ReserveTooLow,
    StepNotOpen, StepNotYours.
    """
    check_payment(payment, by.staff_id)
    async with database.transaction():
        case = await cases.locked(case_no)
        known = await _receipt_of(payment.once, case.id)
        if known is not None:
            return known
        await _check_may_pay(case, payment)
        balance = await _take(case.office_code, payment.amount_fen)
        receipt_no = ids.public_no("SK")
        line = _Movement(
            case.office_code,
            "payment",
            -payment.amount_fen,
            balance,
            payment.once,
            payment.note,
            case_id=case.id,
            receipt_no=receipt_no,
            makeup_by=_makeup_by(case),
            payment=payment,
        )
        await _enter(line, by)
        await cases.note_aid(case, by)
        await outbox.publish(AidGiven(case_no, receipt_no))
    return receipt_no


async def _receipt_of(once: str, case_id: UUID) -> str | None:
    row = await database.fetch_one(
        "SELECT receipt_no FROM reserve_entries WHERE once = $1 AND case_id = $2", once, case_id
    )
    return str(row["receipt_no"]) if row else None


async def _check_may_pay(case: Case, payment: Payment) -> None:
    """The lane, the second payer's post, the township's limit and the lane's most."""
    if not cases.item_of(case).lane(case.lane).is_urgent:
        raise NotAnUrgentLane
    colleagues = {one.id for one in await staff.holding(case.office_code, _TOWN)}
    if payment.second_payer not in colleagues:
        raise PaymentInvalid(fields={"second_payer": "field.not_a_choice"})
    county = {one.id for one in await staff.holding(case.county_code, _COUNTY)}
    if payment.agreed_by is not None and payment.agreed_by not in county:
        raise PaymentInvalid(fields={"agreed_by": "field.not_a_choice"})
    total = await given_fen(case) + payment.amount_fen
    limit = cases.situation_of(case).limit_fen
    check_limit(total, limit, county_agrees=payment.agreed_by is not None)
    await _check_most(case, total)


async def _check_most(case: Case, total: int) -> None:
    item, known = cases.item_of(case), await cases.known_of(case)
    lane = item.lane(case.lane)
    judged = estimates.estimate(item, lane, facts=known.merged, known=cases.parameters_of(case))
    most = judged.amount_fen
    settled = lane.amount_is_cap and most is not None and not judged.missing_parameters
    if settled and most is not None and total > most:
        raise PaymentInvalid(fields={"amount": "field.above_cap"})


def _makeup_by(case: Case) -> datetime:
    """By when the paperwork is made up: working days from the day help was given."""
    told = cases.parameters_of(case).value("relief.makeup_workdays", _MAKEUP_OTHERWISE)
    return workdays.deadline(clock.now(), workdays=int(told)).at


async def _take(office_code: str, amount_fen: int) -> int:
    """Lower the balance; the database itself keeps it from falling below zero."""
    try:
        async with database.transaction():
            rows = await database.fetch(
                "UPDATE reserves SET balance_fen = balance_fen - $2 WHERE office_code = $1"
                " RETURNING balance_fen",
                office_code,
                amount_fen,
            )
    except database.IntegrityError as below:
        if database.constraint_of(below) != "reserves_never_below_zero":
            raise
        raise ReserveTooLow from None
    if not rows:
        raise ReserveTooLow
    return int(rows[0]["balance_fen"])


@dataclass(frozen=True)
class _Movement:
    """A line as it is about to stand in the ledger; `balance` is what it leaves."""

    office_code: str
    kind: str
    amount_fen: int
    balance: int
    once: str
    note: str = ""
    case_id: UUID | None = None
    receipt_no: str | None = None
    makeup_by: datetime | None = None
    payment: Payment | None = None


async def _enter(line: _Movement, by: Actor) -> None:
    entry_id, payment = ids.new(), line.payment
    await database.execute(
        _ENTRY,
        entry_id,
        line.office_code,
        line.kind,
        line.amount_fen,
        line.balance,
        line.case_id,
        payment.form if payment else None,
        _sealed(payment.goods if payment else "", "reserve_entries.goods"),
        _sealed(payment.receiver if payment else "", "reserve_entries.receiver"),
        line.receipt_no,
        by.staff_id if payment else None,
        payment.second_payer if payment else None,
        payment.agreed_by if payment else None,
        line.makeup_by,
        _sealed(line.note, "reserve_entries.note"),
        line.once,
        by.id,
        clock.now(),
    )
    detail: dict[str, object] = {"entry": str(entry_id)}
    await audit.record(by, f"reserve-{line.kind}", f"reserve:{line.office_code}", detail=detail)


def _sealed(text: str, context: str) -> bytes | None:
    return encrypt(text.strip(), context) if text.strip() else None


class MovementInvalid(Invalid):
    """Filling up or giving back needs an amount and words."""

    code = "reserve.movement_invalid"


async def fund(office_code: str, amount_fen: int, by: Actor, *, note: str, once: str) -> None:
    """Put money into a township's reserve. Raises MovementInvalid."""
    _check_movement(amount_fen, note)
    async with database.transaction():
        await database.execute(
            "INSERT INTO reserves (office_code, balance_fen) VALUES ($1, 0) ON CONFLICT DO NOTHING",
            office_code,
        )
        if await _is_known(office_code, once):
            return
        balance = await _take(office_code, -amount_fen)
        await _enter(_Movement(office_code, "fund", amount_fen, balance, once, note), by)


async def give_back(office_code: str, amount_fen: int, by: Actor, *, note: str, once: str) -> None:
    """Take unused money out of the reserve again. Raises MovementInvalid, ReserveTooLow."""
    _check_movement(amount_fen, note)
    async with database.transaction():
        if await _is_known(office_code, once):
            return
        balance = await _take(office_code, amount_fen)
        await _enter(_Movement(office_code, "returned", -amount_fen, balance, once, note), by)


def _check_movement(amount_fen: int, note: str) -> None:
    wrong: dict[str, str] = {} if amount_fen > 0 else {"amount": "field.missing"}
    if not note.strip():
        wrong["note"] = "field.missing"
    if wrong:
        raise MovementInvalid(fields=wrong)


async def _is_known(office_code: str, once: str) -> bool:
    await database.fetch("SELECT 1 FROM reserves WHERE office_code = $1 FOR UPDATE", office_code)
    rows = await database.fetch("SELECT 1 FROM reserve_entries WHERE once = $1", once)
    return bool(rows)


async def confirm(receipt_no: str, by: Actor) -> None:
    """The second payer says in person that it was so. Raises EntryUnknown, NotTheSecondPayer."""
    async with database.transaction():
        row = await _payment(receipt_no, by)
        if row["second_payer"] != by.staff_id:
            raise NotTheSecondPayer
        await database.execute(
            "INSERT INTO reserve_confirmations (entry_id, confirmed_by, confirmed_at)"
            " VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            row["id"],
            by.staff_id,
            clock.now(),
        )
        await audit.record(by, "confirm-payment", f"receipt:{receipt_no}")


async def make_up(receipt_no: str, by: Actor, *, note: str = "") -> None:
    """The paperwork of a payment is made up. Raises EntryUnknown."""
    async with database.transaction():
        row = await _payment(receipt_no, by)
        await database.execute(
            "INSERT INTO reserve_papers (entry_id, made_by, made_at, note_enc)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            row["id"],
            by.staff_id,
            clock.now(),
            _sealed(note, "reserve_papers.note"),
        )
        await audit.record(by, "make-up-papers", f"receipt:{receipt_no}")


async def _payment(receipt_no: str, by: Actor) -> dict[str, Any]:
    row = await database.fetch_one(
        "SELECT id, second_payer FROM reserve_entries WHERE receipt_no = $1 AND office_code = $2",
        receipt_no,
        by.office,
    )
    if row is None:
        raise EntryUnknown
    return row

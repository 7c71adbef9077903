"""Answering an objection: somebody who took no part, in writing, by a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import cases, conflicts, publicity
from server.casework.reviews.errors import (
    ObjectionEnded,
    ObjectionInvalid,
    ObjectionUnknown,
    SomebodyElsesObjection,
)
from server.casework.reviews.events import ObjectionAnswered
from server.casework.reviews.objecting import ANSWER, CONTACT, WORDS
from server.core import clock, database, outbox
from server.core.actors import CASE_ROLES, Actor
from server.core.privacy import decrypt, encrypt
from server.registry import audit, workdays

RESULTS = {"decision": ("kept", "changed"), "publicity": ("unfounded", "founded")}
ORDER, ORDER_NOTE = "objections.order", "objections.order_note"
_OPEN_TO = """
o.area LIKE $1 || '%' AND $2 <> ALL (o.barred) AND c.id <> ALL ($3::uuid[])
"""
_COLUMNS = """
SELECT o.*, c.case_no, c.applicant_name, c.item_code, c.item_version, c.stage,
       coalesce(s.name, '') AS taker FROM objections o JOIN cases c ON c.id = o.case_id
  LEFT JOIN staff s ON s.id = o.taken_by
"""


@dataclass(frozen=True)
class ObjectionLine:
    """One objection in the list; whether an order of an answered one waits to be carried out."""

    id: UUID
    objection_no: str
    kind: str
    case_no: str
    name: str
    item_code: str
    item_version: int
    is_late: bool
    due_at: datetime
    due_is_provisional: bool
    taker: str
    is_mine: bool
    result: str


@dataclass(frozen=True)
class ObjectionView:
    """One objection with everything needed to answer it."""

    line: ObjectionLine
    words: str
    contact: str
    answer: str
    order: str


async def objections_for(by: Actor) -> list[ObjectionLine]:
    """Open objections of one's area, never to one's own work, the most urgent first."""
    if not _may(by):
        return []
    rows = await database.fetch(
        f"{_COLUMNS} WHERE o.result IS NULL AND {_OPEN_TO} ORDER BY o.due_at LIMIT 200",
        by.office,
        by.staff_id,
        await conflicts.hidden_from(by.staff_id),
    )
    return [_line(row, by) for row in rows]


async def objections_waiting(by: Actor) -> int:
    """How many wait for somebody like this."""
    return len(await objections_for(by))


def _may(by: Actor) -> bool:
    return by.role in CASE_ROLES and bool(by.office) and by.staff_id is not None


def _line(row: dict[str, Any], by: Actor) -> ObjectionLine:
    same = (
        "id", "objection_no", "kind", "case_no", "item_code", "item_version", "is_late", "due_at",
        "due_is_provisional", "taker",
    )  # fmt: skip
    return ObjectionLine(
        **{name: row[name] for name in same},
        name=row["applicant_name"],
        is_mine=row["taken_by"] == by.staff_id,
        result=row["result"] or "",
    )


async def objection_of(objection_id: UUID, by: Actor) -> ObjectionView:
    """One objection; opening it is audited. Raises ObjectionUnknown."""
    row = await _row(objection_id, by)
    async with database.transaction():
        await audit.record(by, "open-objection", f"case:{row['case_no']}")
    return ObjectionView(
        line=_line(row, by),
        words=decrypt(bytes(row["words_enc"]), WORDS),
        contact=_opened(row["contact_enc"], CONTACT),
        answer=_opened(row["answer_enc"], ANSWER),
        order=_opened(row["order_enc"], ORDER),
    )


async def _row(objection_id: UUID, by: Actor) -> dict[str, Any]:
    if not _may(by):
        raise ObjectionUnknown
    row = await database.fetch_one(
        f"{_COLUMNS} WHERE o.id = $4 AND {_OPEN_TO}",
        by.office,
        by.staff_id,
        await conflicts.hidden_from(by.staff_id),
        objection_id,
    )
    if row is None:
        raise ObjectionUnknown
    return row


def _opened(sealed: Any, context: str) -> str:
    return decrypt(bytes(sealed), context) if sealed is not None else ""


async def take(objection_id: UUID, by: Actor) -> None:
    """Take an objection; one wins. Raises ObjectionUnknown, SomebodyElsesObjection."""
    row = await _row(objection_id, by)
    async with database.transaction():
        kept = await database.fetch(
            "UPDATE objections SET taken_by = $2, taken_at = $3 WHERE id = $1 AND result IS NULL"
            " AND (taken_by IS NULL OR taken_by = $2) RETURNING id",
            objection_id,
            by.staff_id,
            clock.now(),
        )
        if not kept:
            raise SomebodyElsesObjection
        await audit.record(by, "take-objection", f"objection:{row['objection_no']}")


async def answer(
    objection_id: UUID, by: Actor, *, result: str, words: str, order: str = ""
) -> None:
    """Answer in writing; a change is ordered with a deadline, a founded one sends the case back.

    Raises ObjectionUnknown, ObjectionInvalid, ObjectionEnded, SomebodyElsesObjection.
    """
    row = await _row(objection_id, by)
    _check(row["kind"], result, words, order)
    if row["taken_by"] not in (None, by.staff_id):
        raise SomebodyElsesObjection
    async with database.transaction():
        # The case first, like whoever closes a posting: two locks, one order.
        case = await cases.locked(row["case_no"])
        if not await _write(row, by, result, words, order):
            raise ObjectionEnded
        if row["kind"] == "publicity":
            await _end_hold(case, by, founded=result == "founded", note=words)
        await audit.record(by, "answer-objection", f"objection:{row['objection_no']}")
        await outbox.publish(ObjectionAnswered(row["objection_no"]))


def _check(kind: str, result: str, words: str, order: str) -> None:
    wrong: dict[str, str] = {}
    if result not in RESULTS[kind]:
        wrong["result"] = "field.not_a_choice"
    if not words.strip():
        wrong["answer"] = "field.missing"
    if result == "changed" and not order.strip():
        wrong["order"] = "field.missing"
    if wrong:
        raise ObjectionInvalid(fields=wrong)


async def _write(row: dict[str, Any], by: Actor, result: str, words: str, order: str) -> bool:
    is_order = result == "changed"
    until = workdays.deadline(clock.now(), workdays=ORDER_WORKDAYS).at
    kept = await database.fetch(
        "UPDATE objections SET result = $2, answer_enc = $3, answered_by = $4, answered_at = $5,"
        " order_enc = $6, order_due_at = $7 WHERE id = $1 AND result IS NULL RETURNING id",
        row["id"],
        result,
        encrypt(words.strip(), ANSWER),
        by.staff_id,
        clock.now(),
        encrypt(order.strip(), ORDER) if is_order else None,
        until if is_order else None,
    )
    return bool(kept)


ORDER_WORKDAYS = 10


async def _end_hold(case: cases.Case, by: Actor, *, founded: bool, note: str) -> None:
    """The posting goes on when no other objection is open; a founded one ends it."""
    if case.stage != "publicity":
        return
    if founded:
        await cases.move(case, "reinvestigate", by=by, note=note, publicity_until=None)
        await publicity.release(case)
        return
    others = await database.fetch(
        "SELECT 1 FROM objections WHERE case_id = $1 AND kind = 'publicity' AND result IS NULL",
        case.id,
    )
    if not others:
        await publicity.release(case)

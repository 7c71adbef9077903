"""What a review ordered: seen on the case, carried out by a day, and written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.casework.cases import Case
from server.casework.reviews.answering import ORDER, ORDER_NOTE
from server.casework.reviews.errors import ObjectionEnded, ObjectionInvalid
from server.core import clock, database
from server.core.actors import Actor
from server.core.privacy import decrypt, encrypt
from server.registry import audit


@dataclass(frozen=True)
class Order:
    """What is to be done after a changed decision, by when, and what was done."""

    id: UUID
    objection_no: str
    words: str
    due_at: datetime
    done_at: datetime | None
    note: str


async def orders_of(case: Case) -> list[Order]:
    """Every order of a case, newest first; callers check who may see the case."""
    rows = await database.fetch(
        "SELECT id, objection_no, order_enc, order_due_at, order_done_at, order_note_enc"
        " FROM objections WHERE case_id = $1 AND order_enc IS NOT NULL ORDER BY answered_at DESC",
        case.id,
    )
    return [
        Order(
            row["id"],
            row["objection_no"],
            decrypt(bytes(row["order_enc"]), ORDER),
            row["order_due_at"],
            row["order_done_at"],
            decrypt(bytes(row["order_note_enc"]), ORDER_NOTE) if row["order_note_enc"] else "",
        )
        for row in rows
    ]


async def carry_out(case: Case, by: Actor, *, note: str) -> None:
    """Write down how the newest order was carried out. Raises ObjectionInvalid, ObjectionEnded."""
    if not note.strip():
        raise ObjectionInvalid(fields={"note": "field.missing"})
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE objections SET order_done_by = $2, order_done_at = $3, order_note_enc = $4"
            " WHERE case_id = $1 AND order_enc IS NOT NULL AND order_done_at IS NULL"
            " RETURNING objection_no",
            case.id,
            by.staff_id,
            clock.now(),
            encrypt(note.strip(), ORDER_NOTE),
        )
        if not rows:
            raise ObjectionEnded
        await audit.record(by, "carry-out", f"objection:{rows[0]['objection_no']}")

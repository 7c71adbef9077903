"""Reading the petty cash: balances, the ledger, what a case was given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework.cases import Case
from server.core import clock, database
from server.core.privacy import decrypt

PAGE = 100


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; payments are negative."""

    kind: str
    amount_fen: int
    balance_fen: int
    entered_at: datetime
    case_no: str
    receipt_no: str
    form: str
    goods: str
    receiver: str
    first_payer: str
    second_payer: str
    second_payer_id: UUID | None
    agreed_by: str
    note: str
    makeup_by: datetime | None
    confirmed_at: datetime | None
    papers_at: datetime | None

    @property
    def papers_are_late(self) -> bool:
        """Whether the paperwork should have been made up by now."""
        return (
            self.papers_at is None and self.makeup_by is not None and self.makeup_by < clock.now()
        )


@dataclass(frozen=True)
class Balance:
    """What one township holds, and what still waits there."""

    office_code: str
    balance_fen: int
    paid_fen: int
    waiting: int


_SELECT = """
SELECT e.kind, e.amount_fen, e.balance_fen, e.entered_at, coalesce(c.case_no, '') AS case_no,
  coalesce(e.receipt_no, '') AS receipt_no, coalesce(e.form, '') AS form, e.goods_enc,
  e.receiver_enc, e.note_enc, coalesce(one.name, '') AS first_payer,
  coalesce(two.name, '') AS second_payer, e.second_payer AS second_payer_id,
  coalesce(up.name, '') AS agreed_by, e.makeup_by, f.confirmed_at, p.made_at AS papers_at
  FROM reserve_entries e
  LEFT JOIN cases c ON c.id = e.case_id
  LEFT JOIN staff one ON one.id = e.first_payer
  LEFT JOIN staff two ON two.id = e.second_payer
  LEFT JOIN staff up ON up.id = e.agreed_by
  LEFT JOIN reserve_confirmations f ON f.entry_id = e.id
  LEFT JOIN reserve_papers p ON p.entry_id = e.id
"""


async def ledger(office_code: str) -> list[Entry]:
    """The newest entries of a township."""
    rows = await database.fetch(
        f"{_SELECT} WHERE e.office_code = $1 ORDER BY e.seq DESC LIMIT {PAGE}", office_code
    )
    return [_entry(row) for row in rows]


async def of_case(case: Case) -> list[Entry]:
    """What a case was given before its decision, oldest first."""
    rows = await database.fetch(f"{_SELECT} WHERE e.case_id = $1 ORDER BY e.seq", case.id)
    return [_entry(row) for row in rows]


def _entry(row: dict[str, Any]) -> Entry:
    opened: dict[str, Any] = {
        name: decrypt(bytes(sealed), f"reserve_entries.{name}") if sealed is not None else ""
        for name in ("goods", "receiver", "note")
        for sealed in (row.pop(f"{name}_enc"),)
    }
    return Entry(**row, **opened)


async def given_fen(case: Case) -> int:
    """The sum a case was given from the reserve."""
    row = await database.fetch_one(
        "SELECT coalesce(-sum(amount_fen), 0)::bigint AS given FROM reserve_entries"
        " WHERE case_id = $1",
        case.id,
    )
    return int(row["given"]) if row else 0


async def balances(offices: list[str]) -> list[Balance]:
    """Every reserve among these townships: balance, paid this year, papers still to be made up."""
    rows = await database.fetch(
        "SELECT r.office_code, r.balance_fen,"
        " coalesce(-sum(e.amount_fen) FILTER (WHERE e.kind = 'payment'), 0)::bigint AS paid_fen,"
        " count(e.id) FILTER (WHERE e.kind = 'payment' AND p.entry_id IS NULL) AS waiting"
        " FROM reserves r LEFT JOIN reserve_entries e ON e.office_code = r.office_code"
        " AND e.entered_at >= $2 LEFT JOIN reserve_papers p ON p.entry_id = e.id"
        " WHERE r.office_code = ANY($1::text[]) GROUP BY r.office_code, r.balance_fen"
        " ORDER BY r.office_code",
        offices,
        clock.start_of(clock.today().replace(month=1, day=1)),
    )
    return [Balance(**row) for row in rows]


async def papers_waiting(office_code: str) -> int:
    """How many payments still want their paperwork or their second payer's word."""
    row = await database.fetch_one(
        "SELECT count(*) AS waiting FROM reserve_entries e"
        " LEFT JOIN reserve_papers p ON p.entry_id = e.id"
        " LEFT JOIN reserve_confirmations f ON f.entry_id = e.id"
        " WHERE e.office_code = $1 AND e.kind = 'payment'"
        " AND (p.entry_id IS NULL OR f.entry_id IS NULL)",
        office_code,
    )
    return int(row["waiting"]) if row else 0

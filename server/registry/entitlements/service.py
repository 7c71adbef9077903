"""Writing and reading the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import NotFound
from server.registry import audit

_COLUMNS = (
    "entry_no, kind, item_code, case_no, amount_fen, starts_on, ends_on, basis, entered_at,"
    " reverses"
)


class EntryUnknown(NotFound):
    """No such grant, or it was reversed already."""

    code = "entitlements.unknown"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; amounts in fen, negative where a grant is taken back."""

    entry_no: str
    kind: str
    item_code: str
    case_no: str
    amount_fen: int
    starts_on: date
    ends_on: date | None
    basis: str
    entered_at: datetime
    reverses: str | None


async def grant(
    person_id: UUID, *, item_code: str, case_no: str, amount_fen: int, basis: str, by: str
) -> None:
    """Enter a grant; a case's grant is entered once however often this runs."""
    await database.execute(
        "INSERT INTO entitlement_entries (entry_no, person_id, kind, item_code, case_no,"
        " amount_fen, starts_on, basis, entered_by, entered_at)"
        " VALUES ($1, $2, 'grant', $3, $4, $5, $6, $7, $8, $9)"
        " ON CONFLICT (case_no) WHERE kind = 'grant' DO NOTHING",
        ids.public_no("QY"),
        person_id,
        item_code,
        case_no,
        amount_fen,
        clock.today(),
        basis,
        by,
        clock.now(),
    )


async def reverse(entry_no: str, *, basis: str, by: Actor) -> None:
    """Take a grant back by a second line that says why; the first stays. Raises EntryUnknown."""
    async with database.transaction():
        made = await database.fetch(
            "INSERT INTO entitlement_entries (entry_no, person_id, kind, item_code, case_no,"
            " amount_fen, starts_on, basis, entered_by, entered_at, reverses)"
            " SELECT $2, person_id, 'reversal', item_code, case_no, -amount_fen, $3, $4, $5, $6,"
            " entry_no FROM entitlement_entries WHERE entry_no = $1 AND kind = 'grant'"
            " ON CONFLICT (reverses) DO NOTHING RETURNING entry_no",
            entry_no,
            ids.public_no("QY"),
            clock.today(),
            basis,
            by.id,
            clock.now(),
        )
        if not made:
            raise EntryUnknown
        await audit.record(by, "reverse-grant", f"entitlement:{entry_no}")


async def of_person(person_id: UUID, *, since: date | None = None) -> list[Entry]:
    """What somebody was granted, newest first."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM entitlement_entries WHERE person_id = $1 AND starts_on >= $2"
        " ORDER BY id DESC",
        person_id,
        since or date(2000, 1, 1),
    )
    return [Entry(**row) for row in rows]

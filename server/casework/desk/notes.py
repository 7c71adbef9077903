"""Private notes: colleagues' words on a case, never the resident's page, always in the archive."""

from dataclasses import dataclass
from datetime import datetime

from server.casework.cases import Case
from server.casework.desk.access import seen
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid
from server.core.privacy import decrypt, encrypt
from server.registry import audit

_WORDS = "desk_notes.words"
LONGEST = 1000


class NoteEmpty(Invalid):
    """A note without words, or with too many."""

    code = "desk.note_empty"


@dataclass(frozen=True)
class Note:
    """What a colleague wrote down."""

    words: str
    author: str
    written_at: datetime


async def write_note(case_no: str, words: str, by: Actor) -> None:
    """Add a note; nobody changes or removes one. Raises CaseUnknown, NoteEmpty."""
    case = await seen(case_no, by)
    proper = words.strip()
    if not proper or len(proper) > LONGEST:
        raise NoteEmpty(fields={"note": "field.missing"})
    async with database.transaction():
        await database.execute(
            "INSERT INTO desk_notes (id, case_id, staff_id, words_enc, written_at)"
            " VALUES ($1, $2, $3, $4, $5)",
            ids.new(),
            case.id,
            by.staff_id,
            encrypt(proper, _WORDS),
            clock.now(),
        )
        await audit.record(by, "note", f"case:{case_no}")


async def notes_of(case: Case) -> list[Note]:
    """A case's notes, newest first."""
    rows = await database.fetch(
        "SELECT n.words_enc, n.written_at, s.name FROM desk_notes n"
        " JOIN staff s ON s.id = n.staff_id WHERE n.case_id = $1 ORDER BY n.written_at DESC, n.id",
        case.id,
    )
    return [
        Note(decrypt(bytes(row["words_enc"]), _WORDS), row["name"], row["written_at"])
        for row in rows
    ]

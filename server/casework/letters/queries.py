"""Reading letters: of a case, the ones nobody has been served, and whether one is genuine."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.casework.cases import Case
from server.casework.letters.content import APPEALED, TITLES, Content, decode
from server.casework.letters.errors import LetterUnknown, NotDrawnYet
from server.casework.letters.models import Letter, LetterService
from server.casework.letters.rules import Appeal, appeal_until
from server.catalogue import parameters
from server.connectors import Away, Storage
from server.core import clock, database
from server.core.actors import Actor
from server.registry import audit, files, regions, workdays
from server.registry.files import File, FileDamaged

_SERVE_WORKDAYS = 3
MOST = 200


@dataclass(frozen=True)
class LetterView:
    """A letter with what became of it."""

    letter: Letter
    content: Content
    service: LetterService | None
    replaced_by: str
    appeal: Appeal | None

    @property
    def is_open(self) -> bool:
        """Still to be served."""
        return self.service is None and not self.replaced_by


@dataclass(frozen=True)
class Unserved:
    """A letter somebody must still take to its addressee."""

    letter_id: UUID
    case_no: str
    name: str
    title: str
    doc_no: str
    issued_at: datetime
    is_late: bool


@dataclass(frozen=True)
class Verification:
    """What the public may know of a letter: nothing of the person but a masked name."""

    doc_no: str
    title: str
    masked_name: str
    office: str
    issued_on: date
    is_intact: bool | None
    replaced_by: str


async def of_case(case: Case) -> list[LetterView]:
    """A case's letters, newest first."""
    found = await Letter.filter(case_id=case.id).order_by("-issued_at", "-serial")
    served = await LetterService.filter(letter_id__in=[letter.id for letter in found])
    by_letter = {service.letter_id: service for service in served}
    after = {letter.replaces: letter.doc_no for letter in found if letter.replaces}
    return [_view(letter, by_letter.get(letter.id), after.get(letter.id, "")) for letter in found]


def _view(letter: Letter, service: LetterService | None, replaced_by: str) -> LetterView:
    appeals = letter.kind in APPEALED and service is not None
    return LetterView(
        letter=letter,
        content=decode(letter.content),
        service=service,
        replaced_by=replaced_by,
        appeal=appeal_until(service.served_on) if service and appeals else None,
    )


async def one_of(case: Case, letter_id: UUID) -> LetterView:
    """One letter of a case. Raises LetterUnknown."""
    for view in await of_case(case):
        if view.letter.id == letter_id:
            return view
    raise LetterUnknown


async def file_of(
    case: Case, letter_id: UUID, by: Actor, *, storage: Storage
) -> tuple[File, bytes]:
    """A letter's PDF; opening it is audited. Raises LetterUnknown, NotDrawnYet, Away."""
    view = await one_of(case, letter_id)
    if view.letter.file_id is None:
        raise NotDrawnYet
    found = await files.read(view.letter.file_id, storage=storage)
    async with database.transaction():
        told: dict[str, object] = {"letter": str(letter_id)}
        await audit.record(by, "open-letter", f"case:{case.case_no}", detail=told)
    return found


# A notice of acceptance matters while the case is open, a question while it is unanswered.
_UNSERVED = """
  FROM letters l JOIN cases c ON c.id = l.case_id
 WHERE l.office_code = $1
   AND NOT EXISTS (SELECT 1 FROM letter_services s WHERE s.letter_id = l.id)
   AND NOT EXISTS (SELECT 1 FROM letters n WHERE n.replaces = l.id)
   AND CASE l.kind WHEN 'acceptance' THEN c.stage NOT IN ('approved', 'refused', 'withdrawn', 'closed')
            WHEN 'correction' THEN c.stage = 'correction' ELSE true END
   AND NOT EXISTS (SELECT 1 FROM case_recusals r WHERE r.case_id = c.id AND r.staff_id = $2)
   AND NOT EXISTS (SELECT 1 FROM staff_relatives r JOIN household_members m
     ON m.person_id = r.person_id AND m.household_id = c.household_id WHERE r.staff_id = $2)
"""  # noqa: E501


async def unserved(by: Actor) -> list[Unserved]:
    """The acting office's letters that are still to be served, the oldest first."""
    rows = await database.fetch(
        "SELECT l.id AS letter_id, c.case_no, c.applicant_name AS name, l.kind, l.doc_no,"
        f" l.issued_at {_UNSERVED} ORDER BY l.issued_at LIMIT {MOST}",
        by.office,
        by.staff_id,
    )
    late = _late_before(by.office)
    return [_unserved(row, late) for row in rows]


def _unserved(row: dict[str, Any], late: datetime) -> Unserved:
    title = TITLES[row.pop("kind")]
    return Unserved(**row, title=title, is_late=row["issued_at"] < late)


async def unserved_count(by: Actor) -> int:
    """How many wait to be served: the same number as in the list."""
    row = await database.fetch_one(
        f"SELECT count(*) AS n FROM (SELECT 1 {_UNSERVED} LIMIT 1000) AS waiting",
        by.office,
        by.staff_id,
    )
    return int(row["n"]) if row else 0


def _late_before(office: str) -> datetime:
    """Letters issued before this moment have waited all the work days there were."""
    known = parameters.current(office, clock.today())
    waiting = int(known.value("letters.serve_workdays", _SERVE_WORKDAYS))
    return workdays.before(clock.now(), workdays=waiting)


async def verify(code: str, *, storage: Storage) -> Verification:
    """Whether a letter with this code was issued, and its file is as it was issued.

    `is_intact` is None while the file cannot be read. Raises LetterUnknown.
    """
    letter = await Letter.get_or_none(verify_code=code.strip().upper())
    if letter is None:
        raise LetterUnknown
    after = await Letter.get_or_none(replaces=letter.id)
    return Verification(
        doc_no=letter.doc_no,
        title=TITLES[letter.kind],
        masked_name=letter.masked_name,
        office=regions.office_for(letter.office_code).name,
        issued_on=clock.local(letter.issued_at).date(),
        is_intact=await _is_intact(letter, storage),
        replaced_by=after.doc_no if after else "",
    )


async def _is_intact(letter: Letter, storage: Storage) -> bool | None:
    if letter.file_id is None:
        return None
    try:
        file, _ = await files.read(letter.file_id, storage=storage)
    except FileDamaged:
        return False
    except Away:
        return None
    return file.digest == letter.digest

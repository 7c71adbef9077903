"""Issuing: a number from the office's series, the words frozen, the drawing afterwards.

The number is taken under the series row's lock in the letter's own transaction: a roll-back gives
it back, so no two letters ever carry one number and none is missing.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.casework import cases, corrections, decisions
from server.casework.cases import Case
from server.casework.letters.composing import Numbered, compose
from server.casework.letters.content import decode, encode
from server.casework.letters.drawing import draw
from server.casework.letters.errors import LetterReplaced, LetterUnknown
from server.casework.letters.events import LetterIssued, LetterReissued
from server.casework.letters.models import Letter
from server.connectors import Away, World
from server.core import clock, database, ids, outbox
from server.core.actors import SYSTEM, Actor, Role
from server.core.errors import Invalid
from server.core.privacy import decrypt, mask_name
from server.registry import audit, files, regions

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
_CODE_LENGTH = 14
_COUNTY = frozenset({Role.COUNTY_REVIEWER.value, Role.COUNTY_APPROVER.value})
_STEPS = {
    "acceptance": ("accept",),
    "correction": ("ask_correction",),
    "not_accepted": ("not_accept",),
    "grant": ("grant",),
    "refusal": ("refuse",),
}


class ReasonMissing(Invalid):
    """A corrected letter says why it takes the place of the earlier one."""

    code = "letters.reason_missing"


async def issue(case_no: str, kind: str) -> UUID | None:
    """Write the letter of what has just been done to a case, once; None when it exists.

    `kind` is one of `TITLES`, or `decision` for the one that fits the outcome.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        if kind == "decision":
            decision = await decisions.of_case(case)
            kind = "grant" if decision and decision.outcome == "grant" else "refusal"
        act = kind
        if kind == "correction":
            act = f"correction:{len(await corrections.rounds_of(case))}"
        if await Letter.exists(case_id=case.id, act=act):
            return None
        letter_id = await _write(case, kind, act, by=SYSTEM)
        await outbox.publish(LetterIssued(case_no, str(letter_id)))
    return letter_id


async def reissue(case_no: str, letter_id: UUID, by: Actor, *, reason: str) -> UUID:
    """Correct a letter by a new one with its own number; the old one stays readable.

    Raises LetterUnknown, LetterReplaced, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(fields={"reason": "field.missing"})
    async with database.transaction():
        case = await cases.locked(case_no)
        old = await Letter.get_or_none(id=letter_id, case_id=case.id)
        if old is None:
            raise LetterUnknown
        if await Letter.exists(replaces=old.id):
            raise LetterReplaced
        made = await _write(case, old.kind, old.act, by=by, old=old, reason=reason.strip())
        told: dict[str, object] = {"letter": str(made), "replaces": str(old.id)}
        await audit.record(by, "reissue-letter", f"case:{case_no}", detail=told)
        await outbox.publish(LetterReissued(case_no, str(made)))
    return made


async def _write(
    case: Case, kind: str, act: str, *, by: Actor, old: Letter | None = None, reason: str = ""
) -> UUID:
    now, office = clock.now(), await _office_of(case, kind)
    year = clock.local(now).year
    serial = await _next(office, year)
    numbered = Numbered(
        kind=kind,
        office_code=office,
        doc_no=f"{regions.of(office).name}救〔{year}〕{serial} 号",
        verify_code=ids.public_no("", _CODE_LENGTH),
        issued_at=now,
        replaces=old.doc_no if old else "",
        reason=reason,
    )
    content = await compose(case, numbered)
    letter = await Letter.create(
        id=ids.new(),
        case_id=case.id,
        kind=kind,
        act=act,
        office_code=office,
        year=year,
        serial=serial,
        doc_no=numbered.doc_no,
        verify_code=numbered.verify_code,
        masked_name=mask_name(content.addressee),
        content=encode(content),
        issued_at=now,
        issued_by=by.id,
        replaces=old.id if old else None,
    )
    told: dict[str, object] = {"letter": str(letter.id), "kind": kind}
    await audit.record(by, "issue-letter", f"case:{case.case_no}", detail=told)
    return letter.id


async def _office_of(case: Case, kind: str) -> str:
    """Whoever did the act issues its letter: the township, or the county where it decided."""
    steps = [step for step in await cases.steps_of(case) if step.step in _STEPS[kind]]
    by_county = bool(steps) and steps[-1].role in _COUNTY
    return case.county_code if by_county else case.office_code


async def _next(office: str, year: int) -> int:
    row = await database.fetch_one(
        "INSERT INTO letter_series (office_code, year, last) VALUES ($1, $2, 1)"
        " ON CONFLICT (office_code, year) DO UPDATE SET last = letter_series.last + 1"
        " RETURNING last",
        office,
        year,
    )
    return int(row["last"]) if row else 0


_CLAIM = """
UPDATE letters SET locked_until = $1::timestamptz + $2::interval, locked_by = $3
 WHERE id IN (SELECT id FROM letters
   WHERE file_id IS NULL AND (locked_until IS NULL OR locked_until < $1)
   ORDER BY issued_at LIMIT $4 FOR UPDATE SKIP LOCKED)
RETURNING id, content_enc, (SELECT case_no FROM cases c WHERE c.id = case_id) AS case_no
"""


async def draw_due(world: World, worker: str, *, batch: int = 5) -> int:
    """Draw the PDFs that are still to be made, in a thread; returns how many were tried."""
    claimed = await database.fetch(_CLAIM, clock.real_now(), LEASE, worker, batch)
    for row in claimed:
        try:
            await _draw(world, row)
        except Away:
            log.warning("the letter %s is drawn again once storage is back", row["id"])
    return len(claimed)


async def _draw(world: World, row: dict[str, Any]) -> None:
    content = decode(decrypt(bytes(row["content_enc"]), "letters.content"))
    made = await asyncio.to_thread(draw, content)
    name = f"{content.title}.pdf"
    file = await files.keep(
        row["case_no"], "letter", name, [made], by=SYSTEM, storage=world.storage
    )
    kept = await database.fetch(
        "UPDATE letters SET file_id = $2, digest = $3 WHERE id = $1 AND file_id IS NULL"
        " RETURNING id",
        row["id"],
        file.id,
        file.digest,
    )
    if not kept:  # another worker was quicker: its drawing is the letter
        await files.erase(file.id, reason="drawn twice", by=SYSTEM)

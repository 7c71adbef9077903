"""Objecting: the applicant to a decision, anybody to a poster; taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import cases, letters, publicity
from server.casework.cases import Case
from server.casework.reviews.errors import (
    AlreadyObjected,
    NothingToObjectTo,
    ObjectionInvalid,
    ObjectionUnknown,
)
from server.core import clock, database, ids
from server.core.actors import PUBLIC, Actor
from server.core.privacy import decrypt, encrypt, sm3
from server.registry import audit, workdays
from server.registry.workdays import Deadline

DECIDED = frozenset({"approved", "refused", "not_accepted", "closed"})
WORDS, ANSWER, CONTACT = "objections.words", "objections.answer", "objections.contact"
_MOST_WORDS, _MOST_CONTACT = 2000, 100
_KEEP = """
INSERT INTO objections (id, objection_no, kind, case_id, account_id, contact_enc, look_up,
  words_enc, area, barred, is_late, received_at, due_at, due_is_provisional)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], $11, $12, $13, $14)
ON CONFLICT (case_id, kind, account_id) WHERE result IS NULL AND account_id IS NOT NULL
DO NOTHING RETURNING objection_no
"""


@dataclass(frozen=True)
class Objection:
    """An objection as whoever made it sees it."""

    objection_no: str
    kind: str
    words: str
    received_at: datetime
    due_at: datetime
    is_late: bool
    result: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Chance:
    """Whether a decision may be objected to now, and until when the law surely hears it."""

    is_open: bool
    until: datetime | None
    is_late: bool


async def chance_of(case: Case) -> Chance:
    """When the period of objecting ends; later ones are taken too, and say that they are late."""
    if case.stage not in DECIDED:
        return Chance(is_open=False, until=None, is_late=False)
    # The period runs from service: an unserved letter has begun nothing.
    served = (view.appeal for view in await letters.of_case(case) if not view.replaced_by)
    appeal = next((each for each in served if each is not None), None)
    until = appeal.review.at if appeal else None
    return Chance(is_open=True, until=until, is_late=until is not None and clock.now() > until)


async def chance_for(case_no: str, by: Actor) -> Chance:
    """The same for the applicant. Raises CaseUnknown."""
    return await chance_of(await cases.mine(case_no, by))


async def object_to_decision(case_no: str, by: Actor, *, words: str) -> str:
    """Ask for a review of a decision; the county answers, by somebody who took no part.

    Gives the objection's number. Raises CaseUnknown, NothingToObjectTo, AlreadyObjected,
    ObjectionInvalid.
    """
    case = await cases.mine(case_no, by)
    chance = await chance_of(case)
    if not chance.is_open:
        raise NothingToObjectTo
    _check(words)
    row = _row("decision", by, case.county_code, is_late=chance.is_late)
    async with database.transaction():
        return await _keep(case, by, words, row)


async def object_to_poster(code: str, by: Actor, *, words: str, contact: str = "") -> str:
    """Object to what hangs in the village, by name or without; the posting waits for the answer.

    Gives the word by which the answer can be looked up. Raises CaseUnknown, AlreadyObjected,
    ObjectionInvalid.
    """
    _check(words, contact)
    token = ids.token()
    async with database.transaction():
        case = await cases.locked((await publicity.posted(code)).case_no)
        if case.stage != "publicity":
            raise NothingToObjectTo
        row = _row("publicity", by, case.office_code, is_late=False)
        row |= {"contact": contact.strip(), "look_up": digest_of(token)}
        await _keep(case, by, words, row)
        await publicity.hold(case)
    return token


def _row(kind: str, by: Actor, area: str, *, is_late: bool) -> dict[str, Any]:
    return {"kind": kind, "account_id": by.account_id, "area": area, "is_late": is_late}


def digest_of(token: str) -> str:
    """What is stored of the word an answer is looked up by."""
    return sm3(token.encode(errors="surrogatepass")).hex()


def _check(words: str, contact: str = "") -> None:
    wrong: dict[str, str] = {}
    if not words.strip():
        wrong["words"] = "field.missing"
    elif len(words) > _MOST_WORDS:
        wrong["words"] = "field.too_long"
    if len(contact) > _MOST_CONTACT:
        wrong["contact"] = "field.too_long"
    if wrong:
        raise ObjectionInvalid(fields=wrong)


async def _keep(case: Case, by: Actor, words: str, row: dict[str, Any]) -> str:
    until, contact = _due(case, row["kind"]), row.get("contact", "")
    kept = await database.fetch(
        _KEEP,
        ids.new(),
        ids.public_no("FC"),
        row["kind"],
        case.id,
        row["account_id"],
        encrypt(contact, CONTACT) if contact else None,
        row.get("look_up"),
        encrypt(words.strip(), WORDS),
        row["area"],
        await _barred(case),
        row["is_late"],
        clock.now(),
        until.at,
        until.is_provisional,
    )
    if not kept:
        raise AlreadyObjected
    number = str(kept[0]["objection_no"])
    # Who objects to a neighbour's poster is nobody's business, not even in the case's trail.
    who = by if row["kind"] == "decision" else PUBLIC
    await audit.record(who, "object", f"objection:{number}")
    return number


def _due(case: Case, kind: str) -> Deadline:
    key, otherwise = (
        ("review.answer_workdays", 15) if kind == "decision" else ("review.recheck_workdays", 10)
    )
    count = int(cases.parameters_of(case).value(key, otherwise))
    return workdays.deadline(clock.now(), workdays=count)


async def _barred(case: Case) -> list[UUID]:
    """Everybody of staff who took a step or handles it: none of them answers."""
    rows = await database.fetch(
        "SELECT DISTINCT substr(actor, 7)::uuid AS id FROM case_steps"
        " WHERE case_id = $1 AND actor LIKE 'staff:%'"
        " UNION SELECT handler_id FROM cases WHERE id = $1 AND handler_id IS NOT NULL",
        case.id,
    )
    return [row["id"] for row in rows]


async def take_back(case_no: str, by: Actor) -> None:
    """Take one's objection to a decision back. Raises CaseUnknown, ObjectionUnknown."""
    case = await cases.mine(case_no, by)
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE objections SET result = 'withdrawn', answered_at = $3 WHERE case_id = $1"
            " AND account_id = $2 AND kind = 'decision' AND result IS NULL RETURNING objection_no",
            case.id,
            by.account_id,
            clock.now(),
        )
        if not rows:
            raise ObjectionUnknown
        await audit.record(by, "withdraw-objection", f"objection:{rows[0]['objection_no']}")


_SEEN = (
    "SELECT objection_no, kind, words_enc, received_at, due_at, is_late, result, answer_enc,"
    " answered_at FROM objections"
)


async def objections_of(case_no: str, by: Actor) -> list[Objection]:
    """What the applicant objected to a decision, newest first. Raises CaseUnknown."""
    case = await cases.mine(case_no, by)
    rows = await database.fetch(
        f"{_SEEN} WHERE case_id = $1 AND account_id = $2 AND kind = 'decision'"
        " ORDER BY received_at DESC",
        case.id,
        by.account_id,
    )
    return [_seen(row) for row in rows]


async def looked_up(token: str) -> Objection:
    """An objection to a poster, by the word given when it was made. Raises ObjectionUnknown."""
    row = await database.fetch_one(f"{_SEEN} WHERE look_up = $1", digest_of(token))
    if row is None:
        raise ObjectionUnknown
    return _seen(row)


def _seen(row: dict[str, Any]) -> Objection:
    sealed = row["answer_enc"]
    return Objection(
        objection_no=row["objection_no"],
        kind=row["kind"],
        words=decrypt(bytes(row["words_enc"]), WORDS),
        received_at=row["received_at"],
        due_at=row["due_at"],
        is_late=row["is_late"],
        result=row["result"] or "",
        answer=decrypt(bytes(sealed), ANSWER) if sealed is not None else "",
        answered_at=row["answered_at"],
    )

"""Setting a false or malicious rating aside: two people agree, the rater may appeal to a third."""

from typing import Any
from uuid import UUID

from server.casework import cases
from server.core import clock, database
from server.core.actors import Actor
from server.core.privacy import encrypt
from server.oversight.feedback.errors import NotNow, NotTwoPeople, RevisitInvalid
from server.oversight.feedback.revisits import APPEAL, REASON, row_of, tell_rater
from server.registry import audit

ANSWER = "rating_exclusions.answer"


async def propose(revisit_id: UUID, by: Actor, *, reason: str) -> None:
    """Say that a rating should not count, and why; somebody else must agree.

    Raises RevisitUnknown, RevisitInvalid, NotNow.
    """
    if not reason.strip():
        raise RevisitInvalid(fields={"reason": "field.missing"})
    row = await row_of(revisit_id, by)
    async with database.transaction():
        kept = await database.fetch(
            "INSERT INTO rating_exclusions (rating_id, state, reason_enc, proposed_by, proposed_at)"
            " VALUES ($1, 'proposed', $2, $3, $4) ON CONFLICT DO NOTHING RETURNING rating_id",
            row["rating"],
            encrypt(reason.strip(), REASON),
            by.staff_id,
            clock.now(),
        )
        if not kept:
            raise NotNow
        await audit.record(by, "propose-exclusion", f"rating:{row['rating']}")


async def confirm(revisit_id: UUID, by: Actor, *, agree: bool) -> None:
    """The second person agrees or not; the rater is told only of what two agreed on.

    Raises RevisitUnknown, NotTwoPeople, NotNow.
    """
    row = await row_of(revisit_id, by)
    _check_other(by, row["proposed_by"])
    async with database.transaction():
        await _move(
            row,
            "proposed",
            "excluded" if agree else "dropped",
            "confirmed_by = $4, confirmed_at = $5",
            by.staff_id,
            clock.now(),
        )
        await audit.record(by, "exclude" if agree else "drop-exclusion", f"rating:{row['rating']}")
        if agree:
            await tell_rater(row, "rating-set-aside")


async def appeal(case_no: str, by: Actor, *, words: str) -> None:
    """The rater does not agree. Raises CaseUnknown, RevisitInvalid, NotNow."""
    case = await cases.mine(case_no, by)
    if not words.strip():
        raise RevisitInvalid(fields={"words": "field.missing"})
    row = await database.fetch_one("SELECT id AS rating FROM ratings WHERE case_id = $1", case.id)
    if row is None:
        raise NotNow
    async with database.transaction():
        await _move(
            row,
            "excluded",
            "appealed",
            "appeal_enc = $4, appealed_at = $5",
            encrypt(words.strip(), APPEAL),
            clock.now(),
        )
        await audit.record(by, "appeal-exclusion", f"rating:{row['rating']}")


async def hear(revisit_id: UUID, by: Actor, *, restore: bool, answer: str) -> None:
    """A third person hears the appeal and answers the rater.

    Raises RevisitUnknown, RevisitInvalid, NotTwoPeople, NotNow.
    """
    if not answer.strip():
        raise RevisitInvalid(fields={"answer": "field.missing"})
    row = await row_of(revisit_id, by)
    _check_other(by, row["proposed_by"], row["confirmed_by"])
    async with database.transaction():
        await _move(
            row,
            "appealed",
            "restored" if restore else "upheld",
            "answer_enc = $4, heard_at = $5, heard_by = $6",
            encrypt(answer.strip(), ANSWER),
            clock.now(),
            by.staff_id,
        )
        await audit.record(by, "hear-appeal", f"rating:{row['rating']}")
        await tell_rater(row, "rating-appeal-heard")


def _check_other(by: Actor, *before: UUID | None) -> None:
    if by.staff_id in before:
        raise NotTwoPeople


async def _move(row: dict[str, Any], was: str, state: str, changes: str, *values: Any) -> None:
    kept = await database.fetch(
        f"UPDATE rating_exclusions SET state = $3, {changes}"
        " WHERE rating_id = $1 AND state = $2 RETURNING rating_id",
        row["rating"],
        was,
        state,
        *values,
    )
    if not kept:
        raise NotNow

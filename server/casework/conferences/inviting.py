"""Departments invited by link: no login, one answer, masked, and an end by itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.casework.conferences.errors import ConferenceInvalid, LinkEnded
from server.casework.conferences.rules import DEPARTMENTS
from server.casework.conferences.service import locked
from server.core import clock, database, ids
from server.core.actors import PUBLIC, Actor
from server.core.privacy import decrypt, encrypt, mask_name, sm3
from server.registry import audit, regions

LINK_LIVES = timedelta(days=14)
_LONGEST = 2000
_NAME = 60


@dataclass(frozen=True)
class Asked:
    """All that an invited department sees: no number, no address, no file, a masked name."""

    conference_no: str
    department: str
    name: str
    place: str
    triggers: tuple[str, ...]
    question: str
    meets_on: date
    opinion: str
    signed: str


async def invite(conference_no: str, department: str, by: Actor) -> str:
    """Invite a department; the link's secret, shown this once. Raises ConferenceInvalid,
    ConferenceUnknown.
    """
    if department not in DEPARTMENTS:
        raise ConferenceInvalid(fields={"department": "field.not_a_choice"})
    token, now = ids.token(), clock.now()
    async with database.transaction():
        conference_id = await locked(conference_no, by)
        await database.execute(
            "UPDATE conference_invitations SET revoked_at = $3 WHERE conference_id = $1"
            " AND department = $2 AND revoked_at IS NULL AND answered_at IS NULL",
            conference_id,
            department,
            now,
        )
        made = await database.fetch(
            "INSERT INTO conference_invitations (id, conference_id, department, token_digest,"
            " invited_at, expires_at) SELECT $1, id, $2, $3, $4, $5 FROM conferences"
            " WHERE id = $6 AND held_at IS NULL ON CONFLICT DO NOTHING RETURNING id",
            ids.new(),
            department,
            sm3(token.encode()),
            now,
            now + LINK_LIVES,
            conference_id,
        )
        if not made:
            raise ConferenceInvalid(fields={"department": "field.answered_already"})
        await audit.record(
            by, "invite", f"conference:{conference_no}", detail={"department": department}
        )
    return token


async def revoke(conference_no: str, department: str, by: Actor) -> None:
    """Take a link back before it is answered. Raises ConferenceUnknown."""
    async with database.transaction():
        conference_id = await locked(conference_no, by)
        await database.execute(
            "UPDATE conference_invitations SET revoked_at = $3 WHERE conference_id = $1"
            " AND department = $2 AND revoked_at IS NULL AND answered_at IS NULL",
            conference_id,
            department,
            clock.now(),
        )
        await audit.record(
            by, "revoke-link", f"conference:{conference_no}", detail={"department": department}
        )


async def asked(token: str) -> Asked:
    """What a link shows; each look is audited. Raises LinkEnded."""
    row = await _row(token)
    async with database.transaction():
        await audit.record(
            PUBLIC,
            "open-invitation",
            f"conference:{row['conference_no']}",
            detail={"department": row["department"]},
        )
    return Asked(
        conference_no=row["conference_no"],
        department=row["department"],
        name=mask_name(row["applicant_name"]),
        place=regions.of(row["office_code"]).name,
        triggers=tuple(row["triggers"]),
        question=decrypt(bytes(row["question_enc"]), "conferences.question"),
        meets_on=row["meets_on"],
        opinion=_opened(row["opinion_enc"], "opinion"),
        signed=_opened(row["signed_enc"], "signed"),
    )


async def _row(token: str) -> dict[str, Any]:
    row = await database.fetch_one(
        "SELECT i.id, i.department, i.opinion_enc, i.signed_enc, n.conference_no, n.triggers,"
        " n.question_enc, n.meets_on, n.office_code, c.applicant_name"
        " FROM conference_invitations i JOIN conferences n ON n.id = i.conference_id"
        " JOIN cases c ON c.id = n.case_id WHERE i.token_digest = $1 AND i.revoked_at IS NULL"
        " AND i.expires_at > $2",
        sm3(token.encode()),
        clock.now(),
    )
    if row is None:
        raise LinkEnded
    return row


def _opened(sealed: Any, name: str) -> str:
    if sealed is None:
        return ""
    return decrypt(bytes(sealed), f"conference_invitations.{name}")


async def answer(token: str, *, opinion: str, signed: str) -> None:
    """A department's word; it may be written anew until the link ends.

    Raises LinkEnded, ConferenceInvalid.
    """
    wrong = {
        name: "field.missing" if not text.strip() else "field.too_long"
        for name, text, most in (("opinion", opinion, _LONGEST), ("signed", signed, _NAME))
        if not text.strip() or len(text) > most
    }
    row = await _row(token)
    if wrong:
        raise ConferenceInvalid(fields=wrong)
    async with database.transaction():
        await database.execute(
            "UPDATE conference_invitations SET opinion_enc = $2, signed_enc = $3, answered_at = $4"
            " WHERE id = $1",
            row["id"],
            encrypt(opinion.strip(), "conference_invitations.opinion"),
            encrypt(signed.strip(), "conference_invitations.signed"),
            clock.now(),
        )
        await audit.record(
            PUBLIC,
            "answer-invitation",
            f"conference:{row['conference_no']}",
            detail={"department": row["department"]},
        )

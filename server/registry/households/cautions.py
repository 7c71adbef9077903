"""Whom no link, notice or address may reach, because somebody at home said why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid, NotFound
from server.core.privacy import decrypt, encrypt
from server.registry import audit

KINDS = ("violence", "estrangement", "refusal", "incapacity")
_WORDS = "household_cautions.words"


class CautionInvalid(Invalid):
    """Not one of the reasons, or about oneself."""

    code = "households.caution_invalid"


class NotOfThisHome(NotFound):
    """Nobody of this household."""

    code = "households.not_of_this_home"


@dataclass(frozen=True)
class Caution:
    """What somebody said about a member of their home, to be kept from that member."""

    person_id: UUID
    about_id: UUID
    kind: str
    words: str
    declared_at: datetime


async def declare(
    person_id: UUID, about_id: UUID, kind: str, *, words: str = "", by: Actor
) -> Caution:
    """Keep what somebody says about another at home; the newest word stands.

    Raises CautionInvalid.
    """
    if kind not in KINDS or about_id == person_id:
        raise CautionInvalid(fields={"kind": "field.not_a_choice"})
    said = words.strip()
    async with database.transaction():
        await _lift(person_id, about_id)
        await database.execute(
            "INSERT INTO household_cautions (id, person_id, about_id, kind, words_enc,"
            " declared_by, declared_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            ids.new(),
            person_id,
            about_id,
            kind,
            encrypt(said, _WORDS) if said else None,
            by.id,
            clock.now(),
        )
        await audit.record(by, "declare-caution", f"person:{person_id}")
    return Caution(person_id, about_id, kind, said, clock.now())


async def lift(person_id: UUID, about_id: UUID, *, by: Actor) -> None:
    """Take back what one said about somebody."""
    async with database.transaction():
        await _lift(person_id, about_id)
        await audit.record(by, "lift-caution", f"person:{person_id}")


async def _lift(person_id: UUID, about_id: UUID) -> None:
    await database.execute(
        "UPDATE household_cautions SET lifted_at = $3"
        " WHERE person_id = $1 AND about_id = $2 AND lifted_at IS NULL",
        person_id,
        about_id,
        clock.now(),
    )


async def cautions(person_id: UUID, *, about: Sequence[UUID] = ()) -> list[Caution]:
    """What a person said that stands: of everybody, or of these people only."""
    rows = await database.fetch(
        "SELECT person_id, about_id, kind, words_enc, declared_at FROM household_cautions"
        " WHERE person_id = $1 AND lifted_at IS NULL"
        " AND (cardinality($2::uuid[]) = 0 OR about_id = ANY($2::uuid[])) ORDER BY declared_at",
        person_id,
        list(about),
    )
    return [_caution(row) for row in rows]


def _caution(row: dict[str, Any]) -> Caution:
    sealed = row.pop("words_enc")
    return Caution(words=decrypt(bytes(sealed), _WORDS) if sealed is not None else "", **row)

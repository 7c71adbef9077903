"""Signing, finding and withdrawing consents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import NotFound
from server.core.privacy import encrypt
from server.registry import audit
from server.registry.consents.rules import check_may_sign
from server.registry.consents.wordings import current_wording

LIFE = timedelta(days=365)
_WITNESS = "consents.witness"
_COLUMNS = (
    "consent_no, person_id, case_no, purpose, registers, wording_version, digest,"
    " signed_at, expires_at, withdrawn_at"
)


class ConsentUnknown(NotFound):
    """No such consent, or it is somebody else's."""

    code = "consents.unknown"


@dataclass(frozen=True)
class Consent:
    """What somebody signed."""

    consent_no: str
    person_id: UUID
    case_no: str
    purpose: str
    registers: tuple[str, ...]
    wording_version: str
    digest: str
    signed_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None


_SIGN = f"""
WITH old AS (
  UPDATE consents SET superseded_at = $11 WHERE person_id = $3 AND case_no = $4
     AND withdrawn_at IS NULL AND superseded_at IS NULL
     AND (expires_at <= $11 OR digest <> $8 OR NOT registers @> $6::text[])
  RETURNING id)
INSERT INTO consents (id, consent_no, person_id, case_no, purpose, registers, wording_version,
  digest, method, signed_by, signed_at, expires_at, signer_id, file_id, witness_enc)
SELECT $1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10, $11, $12, $13, $14, $15
 WHERE (SELECT count(*) FROM old) >= 0
ON CONFLICT (person_id, case_no) WHERE withdrawn_at IS NULL AND superseded_at IS NULL DO NOTHING
RETURNING {_COLUMNS}
"""


@dataclass(frozen=True)
class Proof:
    """How somebody signed: all ways are equal; a stored file or a witness where the way has one."""

    method: str
    file_id: UUID | None = None
    witness: str = ""


async def sign(
    person_id: UUID,
    case_no: str,
    *,
    purpose: str,
    registers: Iterable[str],
    method: str | Proof,
    by: Actor,
) -> Consent:
    """Keep one adult's consent for one case; signing the same again gives the standing one.

    A newer text or more registers make a new consent. Call in a transaction. Raises NotYours.
    """
    proof = method if isinstance(method, Proof) else Proof(method)
    await check_may_sign(person_id, by=by)
    wording, now = current_wording(purpose), clock.now()
    rows = await database.fetch(
        _SIGN,
        ids.new(),
        ids.public_no("SQ"),
        person_id,
        case_no,
        purpose,
        sorted(registers),
        wording.version,
        wording.digest,
        proof.method,
        by.id,
        now,
        now + LIFE,
        by.person_id,
        proof.file_id,
        encrypt(proof.witness, _WITNESS) if proof.witness else None,
    )
    if not rows:
        return await standing_of(person_id, case_no)
    signed = _consent(rows[0])
    await audit.record(by, "sign-consent", f"consent:{signed.consent_no}")
    return signed


async def standing_of(person_id: UUID, case_no: str) -> Consent:
    """The consent of one adult that holds for a case. Raises ConsentUnknown."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM consents WHERE person_id = $1 AND case_no = $2"
        " AND withdrawn_at IS NULL AND superseded_at IS NULL AND expires_at > $3",
        person_id,
        case_no,
        clock.now(),
    )
    if not rows:
        raise ConsentUnknown
    return _consent(rows[0])


async def standing(case_no: str) -> list[Consent]:
    """Every consent that holds for a case now."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM consents WHERE case_no = $1 AND withdrawn_at IS NULL"
        " AND superseded_at IS NULL AND expires_at > $2 ORDER BY id",
        case_no,
        clock.now(),
    )
    return [_consent(row) for row in rows]


async def of_person(person_id: UUID) -> list[Consent]:
    """Everything somebody signed, newest first."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM consents WHERE person_id = $1 ORDER BY signed_at DESC", person_id
    )
    return [_consent(row) for row in rows]


async def withdraw(consent_no: str, *, by: Actor) -> Consent:
    """Take back what one signed, or was signed for one: asking stops, what was found stays.

    Raises ConsentUnknown.
    """
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE consents SET withdrawn_at = coalesce(withdrawn_at, $3),"
            " withdrawn_by = coalesce(withdrawn_by, $4)"
            " WHERE consent_no = $1 AND superseded_at IS NULL"
            # The one it is about, or who signed for a child or ward: never just the same account.
            f" AND (person_id = $2 OR signer_id = $2) RETURNING {_COLUMNS}",
            consent_no,
            by.person_id if by.mandate is None or by.mandate.is_guardian else None,
            clock.now(),
            by.id,
        )
        if not rows:
            raise ConsentUnknown
        await audit.record(by, "withdraw-consent", f"consent:{consent_no}")
    return _consent(rows[0])


def _consent(row: dict[str, Any]) -> Consent:
    return Consent(**{**row, "registers": tuple(row["registers"])})

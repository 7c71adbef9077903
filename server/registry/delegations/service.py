"""Giving a mandate and taking it back."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from server.core import clock, database, ids, outbox
from server.core.actors import CASE_ROLES, Actor
from server.core.privacy import encrypt
from server.registry import audit, sessions
from server.registry.delegations.errors import MandateUnknown
from server.registry.delegations.events import MandateEnded, MandateGiven
from server.registry.delegations.queries import BASIS, RELATION, WITNESS, Delegation, of, standing
from server.registry.delegations.rules import (
    check_delegate,
    check_giver,
    check_witness,
    check_words,
)
from server.registry.people import Person

_GRANT = """
INSERT INTO delegations (id, mandate_no, person_id, delegate_id, kind, relation_enc, item_codes,
  case_no, method, witness_enc, basis_enc, given_by, given_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10, $11, $12, $13, $14)
"""


@dataclass(frozen=True)
class Wanted:
    """A mandate as it is to be: to the end of the day `until`, for one case or some items."""

    kind: str
    relation: str
    until: date
    method: str = "signature"
    items: tuple[str, ...] = ()
    case_no: str | None = None
    witness: str = ""
    basis: str = ""


async def grant(person_id: UUID, delegate: Person, wanted: Wanted, *, by: Actor) -> Delegation:
    """Let somebody act for a person; the same mandate given again ends the one before.

    Raises NotYoursToGive, MandateInvalid, DelegateUnfit.
    """
    check_giver(person_id, wanted.kind, wanted.method, by=by)
    check_words(
        wanted.kind, wanted.method, wanted.until, witness=wanted.witness, basis=wanted.basis
    )
    check_witness(wanted.witness, barred=(delegate.name, by.name))
    await check_delegate(person_id, delegate)
    mandate_no = ids.public_no("WT")
    async with database.transaction():
        await _end_same(person_id, delegate.id, wanted, by)
        await database.execute(
            _GRANT,
            ids.new(),
            mandate_no,
            person_id,
            delegate.id,
            wanted.kind,
            encrypt(wanted.relation, RELATION),
            sorted(wanted.items),
            wanted.case_no,
            wanted.method,
            encrypt(wanted.witness, WITNESS) if wanted.witness else None,
            encrypt(wanted.basis, BASIS) if wanted.basis else None,
            by.id,
            clock.now(),
            clock.start_of(wanted.until + timedelta(days=1)),
        )
        await audit.record(
            by, "give-mandate", f"mandate:{mandate_no}", detail={"person": str(person_id)}
        )
        await outbox.publish(MandateGiven(mandate_no))
    return await of(mandate_no)


async def _end_same(person_id: UUID, delegate_id: UUID, wanted: Wanted, by: Actor) -> None:
    rows = await database.fetch(
        "UPDATE delegations SET revoked_at = $5, revoked_by = $6 WHERE person_id = $1"
        " AND delegate_id = $2 AND case_no IS NOT DISTINCT FROM $3 AND item_codes = $4::text[]"
        " AND revoked_at IS NULL RETURNING mandate_no",
        person_id,
        delegate_id,
        wanted.case_no,
        sorted(wanted.items),
        clock.now(),
        by.id,
    )
    for row in rows:
        await sessions.revoke_mandate(row["mandate_no"])


async def revoke(mandate_no: str, *, by: Actor, of_person: UUID | None = None) -> Delegation:
    """End a mandate at once: by the person, by the delegate themself, or at the counter.

    Staff say of which person, whose case they see. Raises MandateUnknown.
    """
    found = await of(mandate_no)
    own = by.mandate is None and by.person_id in (found.person_id, found.delegate_id)
    at_counter = by.role in CASE_ROLES and of_person == found.person_id
    if not (own or at_counter):
        raise MandateUnknown
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE delegations SET revoked_at = $2, revoked_by = $3"
            " WHERE mandate_no = $1 AND revoked_at IS NULL RETURNING mandate_no",
            mandate_no,
            clock.now(),
            by.id,
        )
        if rows:
            await sessions.revoke_mandate(mandate_no)
            await audit.record(by, "end-mandate", f"mandate:{mandate_no}")
            await outbox.publish(MandateEnded(mandate_no))
    return await of(mandate_no)


async def end_between(person_id: UUID, about_id: UUID, *, by: Actor) -> None:
    """When somebody must be kept away, no mandate between the two is left standing."""
    for found in await standing(person_id):
        if found.delegate_id == about_id:
            await revoke(found.mandate_no, by=by, of_person=person_id)

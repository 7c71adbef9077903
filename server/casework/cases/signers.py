"""The adults of a case: who is asked, who signed, who is kept out of it, who is not waited for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from server.casework.cases import events
from server.casework.cases.errors import CaseUnknown, ReasonMissing, SignersOutstanding
from server.casework.cases.models import Case
from server.casework.cases.moving import item_of
from server.core import clock, database, outbox
from server.core.actors import Actor
from server.core.privacy import encrypt
from server.registry import audit, consents, delegations, households
from server.registry.consents import Proof

CHECKED = "benefit-check"
_NOTE = "case_signers.note"
_ASK = """
INSERT INTO case_signers (case_id, person_id, state, asked_at)
SELECT $1, person_id, CASE WHEN person_id = ANY($3::uuid[]) THEN 'held' ELSE 'asked' END, $4
  FROM unnest($2::uuid[]) AS signer (person_id) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class CaseSigner:
    """One adult and their word; `held` means that nothing may reach this person."""

    person_id: UUID
    name: str
    state: str
    is_settled: bool

    @property
    def is_waited_for(self) -> bool:
        """Whether an ordinary acceptance still waits for this person, or for a clerk's word."""
        return self.state in {"asked", "held"} and not self.is_settled


async def ask(case: Case, adults: Sequence[UUID]) -> None:
    """Ask each adult once; somebody the applicant must be protected from is not asked at all."""
    kept_away = [one.about_id for one in await households.cautions(case.applicant_id)]
    await database.execute(_ASK, case.id, list(adults), kept_away, clock.now())


async def signers_of(case: Case) -> list[CaseSigner]:
    """Every adult of a case, eldest first."""
    rows = await database.fetch(
        "SELECT s.person_id, p.name, s.state, s.settled_at IS NOT NULL AS is_settled"
        " FROM case_signers s JOIN people p"
        " ON p.id = s.person_id WHERE s.case_id = $1 ORDER BY p.born_on, p.id",
        case.id,
    )
    return [CaseSigner(**row) for row in rows]


async def settle(case: Case, person_id: UUID, proof: Proof, *, by: Actor) -> None:
    """Keep an adult's agreement, however it was given. Call in a transaction.

    Raises CaseUnknown, NotYours.
    """
    rows = await database.fetch(
        "SELECT state FROM case_signers WHERE case_id = $1 AND person_id = $2 FOR UPDATE",
        case.id,
        person_id,
    )
    if not rows or (rows[0]["state"] == "held" and not await _for_ward(person_id, by)):
        raise CaseUnknown
    await consents.sign(
        person_id,
        case.case_no,
        purpose=CHECKED,
        registers=item_of(case).registers_of(item_of(case).lane(case.lane)),
        method=proof,
        by=by,
    )
    await _set(case, person_id, "signed", by)
    await outbox.publish(events.ConsentSigned(case.case_no, str(person_id)))


async def _for_ward(person_id: UUID, by: Actor) -> bool:
    """A guardian signs for who cannot; nothing reaches that person by it."""
    return by.person_id is not None and await delegations.is_guardian(by.person_id, person_id)


async def decline(case: Case, person_id: UUID, *, by: Actor) -> None:
    """Keep an adult's plain no; only the person says it, silence never does."""
    if person_id == case.applicant_id:
        raise CaseUnknown
    await _set(case, person_id, "refused", by)
    await audit.record(by, "decline-consent", f"case:{case.case_no}")


async def _set(case: Case, person_id: UUID, state: str, by: Actor) -> None:
    await database.execute(
        "UPDATE case_signers SET state = $3, settled_at = $4, settled_by = $5"
        " WHERE case_id = $1 AND person_id = $2",
        case.id,
        person_id,
        state,
        clock.now(),
        by.id,
    )


async def hold(case: Case, person_id: UUID) -> None:
    """From now on nothing of a case reaches this adult; what was signed stays signed."""
    await database.execute(
        "UPDATE case_signers SET state = 'held' WHERE case_id = $1 AND person_id = $2"
        " AND state IN ('asked', 'passed')",
        case.id,
        person_id,
    )


async def release(case: Case, person_id: UUID) -> None:
    """The word that kept somebody out was taken back: they are asked like everybody."""
    await database.execute(
        "UPDATE case_signers SET state = 'asked', asked_at = $3, settled_at = NULL"
        " WHERE case_id = $1 AND person_id = $2 AND state = 'held'",
        case.id,
        person_id,
        clock.now(),
    )


async def pass_over(case: Case, *, reason: str, by: Actor) -> None:
    """Go on without those who have not signed: a named clerk's written word.

    What they declared, or was declared of them, stays declared; they may sign later. Raises
    ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(fields={"note": "field.missing"})
    async with database.transaction():
        await database.execute(
            # Who must be kept away stays kept away: the clerk's word lets nothing reach them.
            "UPDATE case_signers SET state = CASE state WHEN 'held' THEN 'held' ELSE 'passed' END,"
            " settled_at = $2, settled_by = $3, note_enc = $4"
            " WHERE case_id = $1 AND state IN ('asked', 'held')",
            case.id,
            clock.now(),
            by.id,
            encrypt(reason.strip(), _NOTE),
        )
        await audit.record(by, "pass-over-signers", f"case:{case.case_no}")


async def check_signed(case: Case) -> None:
    """An ordinary lane waits for every adult, or for a reason. Raises SignersOutstanding."""
    if not item_of(case).lane(case.lane).waits_for_signers:
        return
    if any(signer.is_waited_for for signer in await signers_of(case)):
        raise SignersOutstanding

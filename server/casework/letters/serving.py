"""Serving: what the addressee confirms, and what an official records with its proof."""

from datetime import date
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.casework.letters.errors import AlreadyServed, LetterReplaced, LetterUnknown
from server.casework.letters.events import LetterServed
from server.casework.letters.models import Letter, LetterService
from server.casework.letters.rules import Proof, check_proof
from server.core import clock, database, ids, outbox
from server.core.actors import Actor
from server.registry import audit


async def confirm(case_no: str, letter_id: UUID, by: Actor) -> None:
    """The addressee has read the letter and says so: served, today. Saying it twice is fine.

    Raises CaseUnknown, LetterUnknown, LetterReplaced.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        if case.account_id != by.account_id:
            raise cases.CaseUnknown
        letter = await _open_letter(case, letter_id)
        if not await LetterService.exists(letter_id=letter.id):
            await _keep(case, letter, Proof("in_app", clock.today()), by)


async def record_service(case_no: str, letter_id: UUID, by: Actor, *, proof: Proof) -> None:
    """Record the proof of service; the periods for an appeal run from that day.

    Raises CaseUnknown, LetterUnknown, LetterReplaced, AlreadyServed, ServiceInvalid.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        letter = await _open_letter(case, letter_id)
        if await LetterService.exists(letter_id=letter.id):
            raise AlreadyServed
        issued_on: date = clock.local(letter.issued_at).date()
        check_proof(proof, issued_on=issued_on, today=clock.today())
        await _keep(case, letter, proof, by)


async def _open_letter(case: Case, letter_id: UUID) -> Letter:
    letter = await Letter.get_or_none(id=letter_id, case_id=case.id)
    if letter is None:
        raise LetterUnknown
    if await Letter.exists(replaces=letter.id):
        raise LetterReplaced
    return letter


async def _keep(case: Case, letter: Letter, proof: Proof, by: Actor) -> None:
    await LetterService.create(
        id=ids.new(),
        letter_id=letter.id,
        method=proof.method,
        served_on=proof.served_on,
        sent_on=proof.sent_on,
        receiver=proof.receiver.strip() or None,
        witnesses=proof.witnesses.strip() or None,
        place=proof.place.strip() or None,
        tracking_no=proof.tracking_no.strip() or None,
        recorded_at=clock.now(),
        recorded_by=by.id,
        recorder_name=by.name,
    )
    told: dict[str, object] = {"letter": str(letter.id), "method": proof.method}
    await audit.record(by, "serve-letter", f"case:{case.case_no}", detail=told)
    await outbox.publish(LetterServed(case.case_no, str(letter.id)))

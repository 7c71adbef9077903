"""Sending in: complete, signed, judged, dated and told in one transaction; other adults sign."""

from uuid import UUID

import msgspec

from server.casework.cases import events, signers
from server.casework.cases.errors import (
    CaseIncomplete,
    CaseUnknown,
    PayeeIsDelegate,
    SignatureWrong,
)
from server.casework.cases.knowledge import Known, known_of
from server.casework.cases.models import Case
from server.casework.cases.moving import (
    check_own,
    deadline_of,
    item_of,
    locked,
    move,
    parameters_of,
    urgent_deadlines,
)
from server.catalogue import estimates
from server.catalogue.items import Item, Lane
from server.core import clock, database, outbox
from server.core.actors import Actor
from server.registry import consents, delegations, people
from server.registry.consents import Proof

PAYEE = "payment.holder"


async def submit(case_no: str, by: Actor, *, signature: str, drawing: str = "") -> Case:
    """Send an application in: complete, signed, judged, dated, told. Once, however often called.

    A missing paper or an unknown answer never blocks; a question never answered does. The name is
    typed (`signature`) or drawn (`drawing`, a PNG data address); both are worth the same.
    Raises CaseUnknown, CaseIncomplete, SignatureWrong, DrawingEmpty, PayeeIsDelegate.
    """
    async with database.transaction():
        case = await locked(case_no)
        check_own(case, by)
        if case.submitted_at is not None:
            return case
        item, known = item_of(case), await known_of(case)
        _check_complete(item, item.lane(case.lane), known)
        proof = await _proof(by.person_id or case.applicant_id, signature, drawing, case, by)
        await _check_payee(case, known)
        await freeze(case, item, known, by)
        await _ask_signers(case, item, known, proof, by)
        await outbox.publish(events.CaseSubmitted(case.case_no))
    return case


def _check_complete(item: Item, lane: Lane, known: Known) -> None:
    missing = [key for key in item.required_facts(lane) if key not in known.merged]
    if missing:
        raise CaseIncomplete(fields={f"facts.{key}": "field.missing" for key in missing})


def same_name(given: str, name: str) -> bool:
    """Whether somebody wrote this name, whichever middle dot their keyboard has."""
    return given.strip().replace("•", "·").replace("・", "·") == name


async def _proof(person_id: UUID, typed: str, drawing: str, case: Case, by: Actor) -> Proof:
    """How somebody signed: each draws or types their own name, a delegate too."""
    if drawing:
        ink = consents.drawn(drawing)
        await consents.keep_drawing(case.case_no, person_id, ink, by=by)
        return Proof("on_glass")
    if not same_name(typed, (await people.of(person_id)).name):
        raise SignatureWrong(fields={"signature": "field.signature_wrong"})
    return Proof("typed_name")


async def _check_payee(case: Case, known: Known) -> None:
    """Who helps to apply is never who is paid; a guardian may be."""
    holder = str(known.merged.get(PAYEE) or "")
    if await is_delegate(case, holder):
        raise PayeeIsDelegate(fields={f"facts.{PAYEE}": "field.payee_is_delegate"})


async def is_delegate(case: Case, name: str) -> bool:
    """Whether a name is that of somebody who helps with this case and is no guardian."""
    helpers = await delegations.delegates_of(case.applicant_id, case.case_no, case.item_code)
    return any(h.kind != "guardian" and same_name(name, h.delegate_name) for h in helpers)


async def freeze(case: Case, item: Item, known: Known, by: Actor) -> None:
    """Inside the caller's transaction: judge, date and move a draft to the office."""
    lane, now = item.lane(case.lane), clock.now()
    judged = estimates.estimate(item, lane, facts=known.merged, known=parameters_of(case))
    accept_by = deadline_of(case, lane.accept_within, now)
    await move(
        case,
        "submit",
        by=by,
        submitted_at=now,
        accept_by=accept_by.at,
        due_at=accept_by.at,
        due_is_provisional=accept_by.is_provisional,
        **urgent_deadlines(case, lane, now),
        parameters_digest=judged.versions["parameters"],
        verdict=msgspec.json.encode(judged).decode(),
    )


async def _ask_signers(case: Case, item: Item, known: Known, proof: Proof, by: Actor) -> None:
    """Each adult is asked for their own consent; a lane that asks no register needs none."""
    if not item.registers_of(item.lane(case.lane)):
        return
    adults = [m.person_id for m in known.household.members if m.is_adult(clock.today())]
    await signers.ask(case, [*adults, case.applicant_id])
    if by.mandate is None or by.mandate.is_guardian:
        # Sending in with one's own name is signing; a delegate only sends in.
        await signers.settle(case, case.applicant_id, proof, by=by)


async def sign(case_no: str, by: Actor, *, signature: str, drawing: str = "") -> None:
    """An adult of the household agrees to be looked up for this case.

    Raises CaseUnknown, SignatureWrong, DrawingEmpty.
    """
    if by.person_id is None or by.mandate is not None:
        raise CaseUnknown
    async with database.transaction():
        case = await Case.get_or_none(case_no=case_no)
        found = await signers.signers_of(case) if case else []
        if case is None or by.person_id not in {signer.person_id for signer in found}:
            raise CaseUnknown
        await sign_for(case, by.person_id, by, signature=signature, drawing=drawing)


async def sign_for(
    case: Case, person_id: UUID, by: Actor, *, signature: str, drawing: str = ""
) -> None:
    """Keep the word of an adult known to be here; in a transaction.

    Raises CaseUnknown, SignatureWrong, DrawingEmpty.
    """
    proof = await _proof(person_id, signature, drawing, case, by)
    await signers.settle(case, person_id, proof, by=by)

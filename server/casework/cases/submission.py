"""Sending in: complete, signed, judged, dated and told in one transaction; other adults sign."""

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
from server.registry import delegations, people
from server.registry.consents import Proof

PAYEE = "payment.holder"


async def submit(case_no: str, by: Actor, *, signature: str) -> Case:
    """Send an application in: complete, signed, judged, dated, told. Once, however often called.

    A missing paper or an unknown answer never blocks; a question never answered does.
    Raises CaseUnknown, CaseIncomplete, SignatureWrong, PayeeIsDelegate.
    """
    async with database.transaction():
        case = await locked(case_no)
        check_own(case, by)
        if case.submitted_at is not None:
            return case
        item, known = item_of(case), await known_of(case)
        _check_complete(item, item.lane(case.lane), known)
        await _check_signature(case, signature, by)
        await _check_payee(case, known)
        await freeze(case, item, known, by)
        await _ask_signers(case, item, known, by)
        await outbox.publish(events.CaseSubmitted(case.case_no))
    return case


def _check_complete(item: Item, lane: Lane, known: Known) -> None:
    missing = [key for key in item.required_facts(lane) if key not in known.merged]
    if missing:
        raise CaseIncomplete(fields={f"facts.{key}": "field.missing" for key in missing})


def same_name(given: str, name: str) -> bool:
    """Whether somebody wrote this name, whichever middle dot their keyboard has."""
    return given.strip().replace("•", "·").replace("・", "·") == name


async def _check_signature(case: Case, signature: str, by: Actor) -> None:
    """Each signs with their own name: the applicant, or the delegate as who sends it in."""
    name = case.applicant_name
    if by.mandate is not None and by.person_id is not None:
        name = (await people.of(by.person_id)).name
    if not same_name(signature, name):
        raise SignatureWrong(fields={"signature": "field.signature_wrong"})


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


async def _ask_signers(case: Case, item: Item, known: Known, by: Actor) -> None:
    """Each adult is asked for their own consent; a lane that asks no register needs none."""
    if not item.registers_of(item.lane(case.lane)):
        return
    adults = [m.person_id for m in known.household.members if m.is_adult(clock.today())]
    await signers.ask(case, [*adults, case.applicant_id])
    if by.mandate is None or by.mandate.is_guardian:
        # Sending in with one's own name is signing; a delegate only sends in.
        await signers.settle(case, case.applicant_id, Proof("typed_name"), by=by)


async def sign(case_no: str, by: Actor, *, signature: str) -> None:
    """An adult of the household agrees to be looked up for this case.

    Raises CaseUnknown, SignatureWrong.
    """
    await sign_as(case_no, by, signature=signature, proof=Proof("typed_name"))


async def sign_as(case_no: str, by: Actor, *, signature: str, proof: Proof) -> None:
    """The same in any way of signing; the name says that this is meant.

    Raises CaseUnknown, SignatureWrong.
    """
    if by.person_id is None or by.mandate is not None:
        raise CaseUnknown
    async with database.transaction():
        case = await Case.get_or_none(case_no=case_no)
        found = await signers.signers_of(case) if case else []
        if case is None or by.person_id not in {signer.person_id for signer in found}:
            raise CaseUnknown
        person = await people.of(by.person_id)
        if not same_name(signature, person.name):
            raise SignatureWrong(fields={"signature": "field.signature_wrong"})
        await signers.settle(case, by.person_id, proof, by=by)

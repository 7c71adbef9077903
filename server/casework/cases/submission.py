"""Sending in: complete, signed, judged, dated and told in one transaction; other adults sign."""

import msgspec

from server.casework.cases import events
from server.casework.cases.errors import (
    CaseIncomplete,
    CaseUnknown,
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
from server.registry import consents, people

_CHECKED = "benefit-check"


async def submit(case_no: str, by: Actor, *, signature: str) -> Case:
    """Send an application in: complete, signed, judged, dated, told. Once, however often called.

    A missing paper or an unknown answer never blocks; a question never answered does.
    Raises CaseUnknown, CaseIncomplete, SignatureWrong.
    """
    async with database.transaction():
        case = await locked(case_no)
        check_own(case, by)
        if case.submitted_at is not None:
            return case
        item, known = item_of(case), await known_of(case)
        _check_complete(item, item.lane(case.lane), known)
        _check_signature(case, signature)
        await _freeze(case, item, known, by)
        await _ask_signers(case, item, known, by)
        await outbox.publish(events.CaseSubmitted(case.case_no))
    return case


def _check_complete(item: Item, lane: Lane, known: Known) -> None:
    missing = [key for key in item.required_facts(lane) if key not in known.merged]
    if missing:
        raise CaseIncomplete(fields={f"facts.{key}": "field.missing" for key in missing})


def _check_signature(case: Case, signature: str) -> None:
    plain = signature.strip().replace("•", "·").replace("・", "·")
    if plain != case.applicant_name:
        raise SignatureWrong(fields={"signature": "field.signature_wrong"})


async def _freeze(case: Case, item: Item, known: Known, by: Actor) -> None:
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
    registers = item.registers_of(item.lane(case.lane))
    if not registers:
        return
    adults = [m.person_id for m in known.household.members if m.is_adult(clock.today())]
    await database.execute(
        "INSERT INTO case_signers (case_id, person_id, state, asked_at, settled_at)"
        " SELECT $1, person_id, CASE WHEN person_id = $3 THEN 'signed' ELSE 'asked' END,"
        " $4::timestamptz, CASE WHEN person_id = $3 THEN $4::timestamptz END"
        " FROM unnest($2::uuid[]) AS signer (person_id) ON CONFLICT DO NOTHING",
        case.id,
        adults,
        case.applicant_id,
        clock.now(),
    )
    await consents.sign(
        case.applicant_id,
        case.case_no,
        purpose=_CHECKED,
        registers=registers,
        method="typed_name",
        by=by,
    )


async def sign(case_no: str, by: Actor, *, signature: str) -> None:
    """Another adult of the household agrees to be looked up for this case.

    Raises CaseUnknown, SignatureWrong.
    """
    async with database.transaction():
        case = await Case.get_or_none(case_no=case_no)
        rows = await database.fetch(
            "SELECT state FROM case_signers WHERE case_id = $1 AND person_id = $2 FOR UPDATE",
            case.id if case else None,
            by.person_id,
        )
        if case is None or by.person_id is None or not rows:
            raise CaseUnknown
        person = await people.of(by.person_id)
        if signature.strip() != person.name:
            raise SignatureWrong(fields={"signature": "field.signature_wrong"})
        item = item_of(case)
        await consents.sign(
            by.person_id,
            case_no,
            purpose=_CHECKED,
            registers=item.registers_of(item.lane(case.lane)),
            method="typed_name",
            by=by,
        )
        await database.execute(
            "UPDATE case_signers SET state = 'signed', settled_at = $3"
            " WHERE case_id = $1 AND person_id = $2",
            case.id,
            by.person_id,
            clock.now(),
        )
        await outbox.publish(events.ConsentSigned(case_no, str(by.person_id)))

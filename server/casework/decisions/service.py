"""Proposing and deciding. The handler never decides; the database holds that too."""

from collections.abc import Sequence

import msgspec

from server.casework import cases, conflicts, publicity
from server.casework.cases import Case
from server.casework.decisions.events import (
    CaseDecided,
    CaseReferredUp,
    CaseSentBack,
    ProposalMade,
)
from server.casework.decisions.models import Decision
from server.casework.publicity import PublicityOpened
from server.catalogue import estimates
from server.catalogue.estimates import Estimate
from server.core import clock, database, ids, outbox
from server.core.actors import Actor
from server.core.errors import Invalid, NotAllowed
from server.registry import staff


class DecisionInvalid(Invalid):
    """A grant without an amount, a refusal without a ground, or an opinion without words."""

    code = "decisions.invalid"


class SamePerson(NotAllowed):
    """Who handled the case does not decide it."""

    code = "decisions.same_person"


async def of_case(case: Case) -> Decision | None:
    """The opinion and decision of a case, if there is one."""
    return await Decision.get_or_none(case_id=case.id)


async def propose(
    case_no: str, by: Actor, *, outcome: str, opinion: str, amount_fen: int | None = None
) -> Case:
    """Write the handler's opinion; it is posted first where the lane posts grants.

    Raises DecisionInvalid, StepNotOpen, StepNotYours, NotAllowed.
    """
    _check_proposal(outcome, opinion)
    async with database.transaction():
        case = await cases.locked(case_no)
        await _check_handler(case, by)
        amount_fen = _granted(case, outcome, amount_fen)
        verdict = await _verdict(case)
        _check_cap(case, verdict, amount_fen, may_go_above=True)
        step = "propose_grant" if outcome == "grant" else "propose_refusal"
        until = publicity.until(case, clock.now()) if outcome == "grant" else None
        stage = await cases.move(case, step, by=by, publicity_until=until)
        await Decision.filter(case_id=case.id).delete()
        await Decision.create(
            id=ids.new(),
            case_id=case.id,
            proposed_outcome=outcome,
            proposed_fen=amount_fen,
            opinion=opinion.strip(),
            proposed_by=by.staff_id,
            proposed_at=clock.now(),
            verdict=msgspec.json.encode(verdict).decode(),
            reason_codes=[],
        )
        await outbox.publish(ProposalMade(case_no))
        if stage == "publicity":
            await outbox.publish(PublicityOpened(case_no))
    return case


async def _check_handler(case: Case, by: Actor) -> None:
    """The opinion is the handler's, or of who stands in for the handler today."""
    covered = await staff.covered_by(by.staff_id)
    if by.staff_id is None or case.handler_id not in (by.staff_id, *covered):
        raise NotAllowed


async def _verdict(case: Case) -> Estimate:
    """What the rules say to everything known now, frozen beside the opinion."""
    item, known = cases.item_of(case), await cases.known_of(case)
    return estimates.estimate(
        item, item.lane(case.lane), facts=known.merged, known=cases.parameters_of(case)
    )


def _check_cap(case: Case, judged: Estimate, amount_fen: int | None, *, may_go_above: bool) -> None:
    """A lane with a most gives no more. Where the most is not settled, more is the county's."""
    lane = cases.item_of(case).lane(case.lane)
    most = judged.amount_fen
    if not lane.amount_is_cap or most is None or amount_fen is None or amount_fen <= most:
        return
    if not judged.missing_parameters or not may_go_above:
        raise DecisionInvalid(fields={"amount": "field.above_cap"})


def _granted(case: Case, outcome: str, amount_fen: int | None) -> int | None:
    """What a grant gives: an amount above zero, and nothing where the lane only recognises.

    Raises DecisionInvalid.
    """
    if outcome != "grant":
        return None
    if cases.item_of(case).lane(case.lane).pays == "nothing":
        return 0
    if amount_fen is None or amount_fen <= 0:
        raise DecisionInvalid(fields={"amount": "field.missing"})
    return amount_fen


def _check_proposal(outcome: str, opinion: str) -> None:
    wrong: dict[str, str] = {}
    if outcome not in {"grant", "refuse"}:
        wrong["outcome"] = "field.not_a_choice"
    if not opinion.strip():
        wrong["note"] = "field.missing"
    if wrong:
        raise DecisionInvalid(fields=wrong)


async def send_back(case_no: str, by: Actor, *, note: str) -> Case:
    """Give a case back to its handler with a reason.

    Raises DecisionInvalid, SamePerson, StepNotOpen.
    """
    if not note.strip():
        raise DecisionInvalid(fields={"note": "field.missing"})
    async with database.transaction():
        case = await cases.locked(case_no)
        if await conflicts.has_handled(case, by.staff_id):
            raise SamePerson
        await cases.move(case, "send_back", by=by, note=note)
        await outbox.publish(CaseSentBack(case_no))
    return case


async def refer_up(case_no: str, by: Actor, *, note: str = "") -> Case:
    """Hand a case to the county: above the township's limit, or no limit is set."""
    async with database.transaction():
        case = await cases.locked(case_no)
        await cases.move(case, "refer_up", by=by, note=note)
        await outbox.publish(CaseReferredUp(case_no))
    return case


async def decide(
    case_no: str,
    by: Actor,
    *,
    outcome: str,
    amount_fen: int | None = None,
    reason_codes: Sequence[str] = (),
    reason: str = "",
) -> Case:
    """Grant or refuse, by somebody other than the handler, within one's limit.

    Raises DecisionInvalid, SamePerson, StepNotOpen, StepNotYours.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        decision = await of_case(case)
        if decision is None:
            raise DecisionInvalid(fields={"outcome": "field.missing"})
        if await conflicts.has_handled(case, by.staff_id):
            raise SamePerson
        _check_decision(case, outcome, reason_codes)
        amount_fen = _granted(case, outcome, amount_fen)
        judged = msgspec.json.decode(decision.verdict, type=Estimate)
        _check_cap(case, judged, amount_fen, may_go_above=case.stage == "county_review")
        await cases.move(
            case,
            "grant" if outcome == "grant" else "refuse",
            by=by,
            amount_fen=amount_fen,
            due_at=None,
            publicity_until=None,
        )
        _write(decision, by, outcome, amount_fen, reason_codes, reason)
        await decision.save()
        await outbox.publish(CaseDecided(case_no, outcome))
    return case


def _write(
    decision: Decision,
    by: Actor,
    outcome: str,
    amount_fen: int | None,
    reason_codes: Sequence[str],
    reason: str,
) -> None:
    granted = outcome == "grant"
    decision.update_from_dict(
        {
            "outcome": outcome,
            "amount_fen": amount_fen if granted else None,
            "reason_codes": [] if granted else list(reason_codes),
            "reason": reason.strip() or None,
            "decided_by": by.staff_id,
            "decided_at": clock.now(),
            "decision_no": ids.public_no("JD"),
        }
    )


def _check_decision(case: Case, outcome: str, reason_codes: Sequence[str]) -> None:
    wrong: dict[str, str] = {}
    known = {refusal.code for refusal in cases.item_of(case).refusals}
    if outcome not in {"grant", "refuse"}:
        wrong["outcome"] = "field.not_a_choice"
    if outcome == "refuse" and (not reason_codes or not set(reason_codes) <= known):
        wrong["reason"] = "field.missing"
    if wrong:
        raise DecisionInvalid(fields=wrong)

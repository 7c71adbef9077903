"""One case: the page, and each act on it as a form post that ends in a redirect."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, corrections, decisions, desk
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import Invalid, Refusal
from server.core.money import from_yuan
from server.web import page
from server.web.access import only
from server.web.console import case_acts, case_parts, frame
from server.web.errors import Problem

blueprint = Blueprint("console_case", url_prefix="/cases")
_CASES = tuple(CASE_ROLES)


class AmountWrong(Invalid):
    """Not an amount in yuan."""

    code = "console.amount_wrong"


@blueprint.get("/<case_no:str>")
@only(*_CASES)
async def one(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """The case on one screen."""
    return await _page(request, case_no, by)


async def _page(
    request: Request, case_no: str, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    seen = await desk.case_for_staff(case_no, by)
    acts = case_acts.acts(seen, by)
    return await frame.render(
        request,
        "console/case.html",
        by,
        status=status,
        problem=problem,
        case=case_parts.head(seen),
        facts=case_parts.facts(seen),
        verdict=case_parts.verdict(seen),
        corrections=case_parts.rounds(seen),
        ask=case_acts.correction_form(seen, by),
        opinion=case_parts.opinion(seen),
        decision=case_parts.decision(seen),
        publicity=case_parts.publicity(seen),
        acts=acts,
        primary=case_acts.primary(acts, seen, by),
        deadlines=case_parts.deadlines(seen),
        deadline_note=case_parts.deadline_note(seen),
        timeline=case_parts.timeline(seen),
        once=case_no,
    )


async def _act(request: Request, case_no: str, by: Actor, act: str) -> HTTPResponse:
    """Do one act; a refusal shows the same page with the reason, and nothing typed is lost."""
    try:
        await desk.seen(case_no, by)
        await _ACTS[act](request, case_no, by)
    except cases.CaseUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, case_no, by, problem, status)
    return page.see(f"/console/cases/{case_no}?told={act}")


def _note(request: Request) -> str:
    return frame.field(request, "note")


def _amount(request: Request) -> int:
    try:
        return from_yuan(frame.field(request, "amount"))
    except ValueError:
        raise AmountWrong(fields={"amount": "field.not_money"}) from None


async def _accept(_: Request, case_no: str, by: Actor) -> None:
    await cases.accept(case_no, by)


async def _not_accept(request: Request, case_no: str, by: Actor) -> None:
    await cases.not_accept(case_no, by, reason=_note(request))


async def _correct(request: Request, case_no: str, by: Actor) -> None:
    chosen = frame.fields(request, "point")
    points = [corrections.Point(fact, frame.field(request, f"words.{fact}")) for fact in chosen]
    reason = frame.field(request, "second_round_reason")
    await corrections.ask(case_no, points, by, second_round_reason=reason)


async def _grant_proposal(request: Request, case_no: str, by: Actor) -> None:
    await decisions.propose(
        case_no, by, outcome="grant", amount_fen=_amount(request), opinion=_note(request)
    )


async def _refusal_proposal(request: Request, case_no: str, by: Actor) -> None:
    await decisions.propose(case_no, by, outcome="refuse", opinion=_note(request))


async def _send_back(request: Request, case_no: str, by: Actor) -> None:
    await decisions.send_back(case_no, by, note=_note(request))


async def _refer_up(request: Request, case_no: str, by: Actor) -> None:
    await decisions.refer_up(case_no, by, note=_note(request))


async def _grant(request: Request, case_no: str, by: Actor) -> None:
    await decisions.decide(
        case_no, by, outcome="grant", amount_fen=_amount(request), reason=_note(request)
    )


async def _refuse(request: Request, case_no: str, by: Actor) -> None:
    codes = frame.fields(request, "reason")
    await decisions.decide(case_no, by, outcome="refuse", reason_codes=codes, reason=_note(request))


async def _release(_: Request, case_no: str, by: Actor) -> None:
    await desk.release(case_no, by)


_ACTS = {
    "accept": _accept,
    "not-accept": _not_accept,
    "corrections": _correct,
    "propose-grant": _grant_proposal,
    "propose-refusal": _refusal_proposal,
    "send-back": _send_back,
    "refer-up": _refer_up,
    "grant": _grant,
    "refuse": _refuse,
    "release": _release,
}


@blueprint.post("/<case_no:str>/<act:str>")
@only(*_CASES)
async def act(request: Request, case_no: str, act: str, by: Actor) -> HTTPResponse:
    """Any of the acts above; `claim` has a route of its own."""
    if act not in _ACTS:
        raise cases.CaseUnknown
    return await _act(request, case_no, by, act)


@blueprint.get("/<case_no:str>/poster")
@only(*_CASES)
async def poster(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """The page to print and post in the village."""
    seen = await desk.case_for_staff(case_no, by)
    if seen.poster is None:
        raise cases.CaseUnknown
    return await frame.render(request, "console/poster.html", by, poster=seen.poster)

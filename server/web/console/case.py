"""One case: the page, and each act on it as a form post that ends in a redirect."""

from typing import Any

import segno
from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, desk
from server.casework.publicity import Poster
from server.core.actors import CASE_ROLES, Actor, Role
from server.core.config import settings
from server.core.errors import Refusal
from server.web import page
from server.web.access import only
from server.web.console import acts, case_parts, forms, frame, parts
from server.web.console.acts.asking import correction_form
from server.web.errors import Problem

blueprint = Blueprint("console_case", url_prefix="/cases")
_CASES = tuple(CASE_ROLES)


@blueprint.get("/<case_no:str>")
@only(*_CASES, Role.AUDITOR)
async def one(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """The case on one screen; a colleague's case asks first why."""
    try:
        return await _page(request, case_no, by)
    except desk.ReasonNeeded:
        return await frame.render(request, "console/reason.html", by, status=403, case_no=case_no)


@blueprint.post("/<case_no:str>/open")
@only(*_CASES)
async def say_why(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Open another's case with a reason, which stays in the audit."""
    try:
        await desk.open_with_reason(case_no, by, reason=forms.field(request, "reason"))
    except desk.ReasonMissing as refused:
        problem, status = frame.told(request, refused)
        return await frame.render(
            request, "console/reason.html", by, status=status, case_no=case_no, problem=problem
        )
    return page.see(f"/console/cases/{case_no}")


async def _page(
    request: Request, case_no: str, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    seen = await desk.case_for_staff(case_no, by)
    shown = await acts.shown(seen, by)
    return await frame.render(
        request,
        "console/case.html",
        by,
        status=status,
        problem=problem,
        told=acts.said(request.args.get("told", "")),
        case=case_parts.head(seen),
        facts=case_parts.facts(seen),
        verdict=case_parts.verdict(seen),
        corrections=case_parts.rounds(seen),
        ask=correction_form(seen),
        opinion=case_parts.opinion(seen),
        decision=case_parts.decision(seen),
        publicity=case_parts.publicity(seen),
        acts=shown,
        primary=acts.next_step(shown),
        parts=await parts.loaded(seen, by),
        deadlines=case_parts.deadlines(seen),
        deadline_note=case_parts.deadline_note(seen),
        timeline=case_parts.timeline(seen),
        once=case_no,
    )


@blueprint.post("/<case_no:str>/<act:str>")
@only(*_CASES)
async def act(request: Request, case_no: str, act: str, by: Actor) -> HTTPResponse:
    """Do one act; a refusal shows the same page with the reason."""
    chosen = acts.PATHS.get(act)
    if chosen is None or chosen.do is None:
        raise cases.CaseUnknown
    try:
        await desk.seen(case_no, by)
        await chosen.do(request, case_no, by)
    except cases.CaseUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, case_no, by, problem, status)
    place = "/console/queue" if chosen.leaves else f"/console/cases/{case_no}"
    return page.see(f"{place}?told={act}")


@blueprint.get("/<case_no:str>/poster")
@only(*_CASES)
async def poster(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """The page to print and post in the village."""
    seen = await desk.case_for_staff(case_no, by)
    if seen.poster is None:
        raise cases.CaseUnknown
    return await frame.render(request, "console/poster.html", by, **_poster(seen.poster))


def _poster(poster: Poster) -> dict[str, Any]:
    """What is printed; the code leads whoever stands before it to the place to object."""
    address = f"{settings().base_url}/posted/{poster.code}"
    picture = segno.make(address, error="m").svg_inline(scale=4, border=0)
    return {"poster": poster, "poster_address": address, "poster_qr": picture}

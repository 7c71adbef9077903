"""One case: the page, and each act on it as a form post that ends in a redirect."""

from typing import Any
from uuid import UUID

import segno
from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, desk
from server.casework.publicity import Poster
from server.core import rate_limit
from server.core.actors import CASE_ROLES, Actor, Role
from server.core.config import settings
from server.core.errors import Refusal
from server.registry import regions
from server.web import page
from server.web.access import only
from server.web.console import acts, case_facts, case_parts, forms, frame, parts, places, tellings
from server.web.console.acts.asking import correction_form

blueprint = Blueprint("console_case", url_prefix="/cases")
_CASES = tuple(CASE_ROLES)
_NUMBERS_AN_HOUR = 60


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


@blueprint.post("/<case_no:str>/id-number")
@only(*_CASES)
async def id_number(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """A full number for this one answer: no address and no reload shows it again."""
    await rate_limit.check("id-number", by.id, limit=_NUMBERS_AN_HOUR, seconds=3600)
    reason = forms.field(request, "reason")
    try:
        found = await desk.id_number_of(case_no, _person(request), by, reason=reason)
    except desk.ReasonNeeded:
        return await frame.render(request, "console/reason.html", by, status=403, case_no=case_no)
    except (desk.ReasonMissing, desk.NotOfThisCase) as refused:
        return await _page(request, case_no, by, refused=refused)
    return await _page(request, case_no, by, number=found)


def _person(request: Request) -> UUID:
    try:
        return UUID(forms.field(request, "person"))
    except ValueError:
        return UUID(int=0)  # nobody's


async def _page(
    request: Request,
    case_no: str,
    by: Actor,
    *,
    refused: Refusal | None = None,
    tried: acts.Act | None = None,
    number: desk.IdNumber | None = None,
) -> HTTPResponse:
    """The page; after a refusal the act that was tried stands open with what was typed."""
    problem, status = frame.told(request, refused) if refused else (None, 200)
    seen = await desk.case_for_staff(case_no, by)
    shown = await acts.shown(seen, by)
    works = by.role in CASE_ROLES  # an auditor looks, and no more
    return await frame.render(
        request,
        "console/case.html",
        by,
        status=status,
        problem=problem,
        told=acts.said(request.args.get("told", "")),
        case=case_parts.head(seen),
        number=number,
        bearers=await desk.bearers_of(seen.case) if works else [],
        **_panes(seen),
        acts=shown,
        tried=tried.code if tried else "",
        typed=forms.typed(request) if tried else {},
        primary=acts.next_step(shown),
        parts=await parts.loaded(seen, by),
        notes=case_parts.notes(await desk.notes_of(seen.case)),
        keys=_keys(shown, can_ask=correction_form(seen) is not None, works=works),
        works=works,
        home=places.first_of(by),
        once=case_no,
    )


def _panes(seen: desk.StaffCase) -> dict[str, Any]:
    """What the page shows of the case itself."""
    return {
        "facts": case_facts.facts(seen),
        "verdict": case_parts.verdict(seen),
        "corrections": case_parts.rounds(seen),
        "ask": correction_form(seen),
        "opinion": case_parts.opinion(seen),
        "decision": case_parts.decision(seen),
        "publicity": case_parts.publicity(seen),
        "deadlines": case_parts.deadlines(seen),
        "deadline_note": case_parts.deadline_note(seen),
        "timeline": case_parts.timeline(seen),
    }


def _keys(shown: list[acts.Shown], *, can_ask: bool, works: bool) -> list[tuple[str, str]]:
    """The keys of this page: only those whose button is there."""
    mine = [(one.act.key, one.act.title) for one in shown if one.act.key and one.is_open]
    ask = [("N", "一次告知")] if can_ask else []
    told = [("V", "群众看到的"), ("[ ]", "上一件、下一件")] if works else []
    return [*mine, *ask, ("D", "只看不一致"), *told, ("Esc", "回列表")]


@blueprint.get("/<case_no:str>/told")
@only(*_CASES)
async def told(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """What the resident sees of the case now, and what they were told."""
    seen = await desk.case_for_staff(case_no, by)
    shown: dict[str, Any] = {
        "case": case_parts.head(seen),
        "words": cases.words_of(seen.case),
        "office": regions.office_for(seen.case.office_code),
        "handler": seen.handler,
        "corrections": case_parts.rounds(seen),
        "decision": case_parts.decision(seen),
        "tellings": await tellings.load(seen, by),
    }
    if page.is_part(request):
        return page.render(request, "console/_told.html", **shown)
    return await frame.render(request, "console/told.html", by, **shown)


@blueprint.get("/<case_no:str>/preview")
@only(*_CASES)
async def preview(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """A look at a case beside the list, or as a page of its own; it counts as opening it."""
    try:
        seen = await desk.case_for_staff(case_no, by)
    except desk.ReasonNeeded:
        if page.is_part(request):
            return page.render(request, "console/_preview_closed.html", case_no=case_no)
        return await frame.render(request, "console/reason.html", by, status=403, case_no=case_no)
    shown: dict[str, Any] = {
        "case": case_parts.head(seen),
        "facts": case_facts.facts(seen),
        "verdict": case_parts.verdict(seen),
        "deadlines": case_parts.deadlines(seen),
        "timeline": case_parts.timeline(seen),
        "notes": case_parts.notes(await desk.notes_of(seen.case)),
        "handler": seen.handler,
    }
    if page.is_part(request):
        return page.render(request, "console/_preview.html", **shown)
    return await frame.render(request, "console/preview.html", by, **shown)


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
        return await _page(request, case_no, by, refused=refused, tried=chosen)
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

"""Conferences: what is to be held or visited, and one conference with everything in it."""

from datetime import date

from sanic import Blueprint, HTTPResponse, Request

from server.casework import conferences
from server.core.actors import CASE_ROLES, Actor
from server.core.config import settings
from server.core.errors import Refusal
from server.web import page
from server.web.access import only
from server.web.console import forms, frame
from server.web.errors import Problem

blueprint = Blueprint("console_conferences", url_prefix="/conferences")
_ROLES = tuple(CASE_ROLES)
_BLANK_TASKS = 4
SAID = {
    "hold": "已记会商纪要和分工，链接已失效",
    "task": "已登记做完",
    "visited": "已记回访",
    "revoke": "链接已收回",
    "opened": "已发起会商，请邀请有关单位",
}


@blueprint.get("/")
@only(*_ROLES)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """What is to be held, and whose visit is due."""
    found = await conferences.of_office(by)
    return await frame.render(
        request,
        "console/conferences.html",
        by,
        rows=found,
        triggers=conferences.TRIGGERS,
        told=SAID.get(request.args.get("told", ""), ""),
    )


@blueprint.get("/<conference_no:str>")
@only(*_ROLES)
async def one(request: Request, conference_no: str, by: Actor) -> HTTPResponse:
    """One conference."""
    return await _page(request, conference_no, by)


async def _page(
    request: Request,
    conference_no: str,
    by: Actor,
    problem: Problem | None = None,
    *,
    status: int = 200,
    link: str = "",
) -> HTTPResponse:
    return await frame.render(
        request,
        "console/conference.html",
        by,
        status=status,
        problem=problem,
        meeting=await conferences.one_of_office(conference_no, by),
        triggers=conferences.TRIGGERS,
        departments=conferences.DEPARTMENTS,
        blanks=range(_BLANK_TASKS),
        link=link,
        told=SAID.get(request.args.get("told", ""), ""),
    )


@blueprint.post("/<conference_no:str>/invite")
@only(*_ROLES)
async def invite(request: Request, conference_no: str, by: Actor) -> HTTPResponse:
    """A link for one department, shown this once."""
    try:
        token = await conferences.invite(conference_no, forms.field(request, "department"), by)
    except conferences.ConferenceInvalid as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, conference_no, by, problem, status=status)
    link = f"{settings().base_url}/conference/{token}"
    return await _page(request, conference_no, by, link=link)


async def _revoke(request: Request, conference_no: str, by: Actor) -> None:
    await conferences.revoke(conference_no, forms.field(request, "department"), by)


async def _hold(request: Request, conference_no: str, by: Actor) -> None:
    columns = zip(
        forms.fields(request, "who"),
        forms.fields(request, "what"),
        forms.fields(request, "due"),
        strict=False,
    )
    try:
        plans = [
            conferences.Plan(who, what, date.fromisoformat(due))
            for who, what, due in columns
            if who.strip() or what.strip()
        ]
    except ValueError:
        raise conferences.ConferenceInvalid(fields={"tasks": "field.not_a_date"}) from None
    await conferences.hold(conference_no, by, minutes=forms.field(request, "minutes"), plans=plans)


async def _task(request: Request, conference_no: str, by: Actor) -> None:
    position = forms.field(request, "position")
    await conferences.task_done(conference_no, int(position) if position.isdigit() else 0, by)


async def _visited(request: Request, conference_no: str, by: Actor) -> None:
    await conferences.visited(conference_no, by, note=forms.note(request))


_ACTS = {"revoke": _revoke, "hold": _hold, "task": _task, "visited": _visited}


@blueprint.post("/<conference_no:str>/<act:str>")
@only(*_ROLES)
async def act(request: Request, conference_no: str, act: str, by: Actor) -> HTTPResponse:
    """Take a link back, keep the minutes, note what is done, note the visit."""
    if act not in _ACTS:
        raise conferences.ConferenceUnknown
    try:
        await _ACTS[act](request, conference_no, by)
    except conferences.ConferenceUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, conference_no, by, problem, status=status)
    return page.see(f"/console/conferences/{conference_no}?told={act}")

"""Telling of somebody in trouble: by anybody, without a name if they like, followed by a number."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import reports
from server.catalogue import vocabulary
from server.core import ids, rate_limit
from server.core.errors import Invalid, Refusal
from server.registry import regions
from server.registry.regions import Office
from server.web import page
from server.web.access import anyone
from server.web.envelope import address_of
from server.web.pages.places import choosing
from server.web.pages.showing import show, texts_of, typed
from server.web.pages.words import marked

blueprint = Blueprint("reporting", url_prefix="/report")
SOURCES = (
    ("neighbour", marked("邻居、亲友、路过的人")),
    ("village", marked("村（社区）、网格员")),
    ("hospital", marked("医院")),
    ("police", marked("派出所、交警、消防")),
    ("hotline", marked("12345")),
    ("other", marked("别的")),
)
_FIELDS = ("kind", "whom", "words", "source", "reporter", "phone", "danger", "once")
_HOUR = 3600


@blueprint.get("/")
@anyone
async def ask(request: Request) -> HTTPResponse:
    """First where; then what, and about whom."""
    return await _show(request, request.args.get("in") or "", {}, {})


async def _show(
    request: Request,
    region: str,
    given: dict[str, str],
    wrong: dict[str, str],
    *,
    status: int = 200,
) -> HTTPResponse:
    choice = choosing(region)
    here = bool(given) or request.args.get("here") == "1"
    return await show(
        request,
        "report.html",
        status=status,
        choice=choice,
        is_place=choice.may_stop and (here or not choice.offered),
        office=_office(region) if region else None,
        kinds=vocabulary.of("event.kind").choices,
        sources=SOURCES,
        given=dict.fromkeys(_FIELDS, "") | given,
        wrong=wrong,
        once=ids.token(),
    )


def _office(region: str) -> Office | None:
    try:
        return regions.office_for(region)
    except Refusal:
        return None


@blueprint.post("/")
@anyone
async def tell(request: Request) -> HTTPResponse:
    """Keep it, and show the number; a second tap shows the same one."""
    await rate_limit.check("report", address_of(request), limit=30, seconds=_HOUR)
    given = {name: typed(request, name) for name in _FIELDS}
    region = typed(request, "region")
    told = reports.Report(
        region=region,
        kind=given["kind"],
        whom=given["whom"],
        words=given["words"],
        source=given["source"] or "neighbour",
        is_danger=given["danger"] == "1",
        reporter=given["reporter"][:60],
        phone=given["phone"][:30],
        once=given["once"] or ids.token(),
    )
    try:
        number = await reports.make(told)
    except Invalid as refused:
        return await _show(request, region, given, texts_of(request, refused), status=422)
    return page.see(f"/report/{number}?new=1")


@blueprint.get("/look")
@anyone
async def look(request: Request) -> HTTPResponse:
    """Go to a report by its number."""
    number = (request.args.get("no") or "").strip().upper()
    return page.see(f"/report/{number}" if number.isalnum() else "/report")


@blueprint.get("/<report_no:str>")
@anyone
async def follow(request: Request, report_no: str) -> HTTPResponse:
    """Whether somebody is on it; nothing about the person, whoever asks."""
    await rate_limit.check("report.look", address_of(request), limit=60, seconds=_HOUR)
    told = await reports.state_for_reporter(report_no)
    extra: dict[str, Any] = {"told": told, "is_new": request.args.get("new") == "1"}
    return await show(request, "report_sent.html", **extra)

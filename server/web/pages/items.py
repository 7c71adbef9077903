"""An item: what it is, the one-minute check, and the way to apply."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases
from server.catalogue import estimates, items, parameters, vocabulary
from server.catalogue.estimates import Estimate, EstimateRequest
from server.catalogue.items import Item, Lane
from server.catalogue.parameters import Parameter
from server.core import clock
from server.core.actors import Actor, Role
from server.core.errors import Invalid, Refusal
from server.registry import regions
from server.registry.regions import Office
from server.web import access, page
from server.web.access import anyone, only, reads_only
from server.web.pages.answers import Typed, read
from server.web.pages.places import choosing, counties, home_region, urgent_first
from server.web.pages.showing import field_texts, show, typed

blueprint = Blueprint("items")
_MOST_FIGURES = 8


@blueprint.get("/items/<code:str>")
@anyone
async def item_page(request: Request, code: str) -> HTTPResponse:
    """What it is, for whom, what one must do, and the check; `?lane=` chooses the way."""
    item = items.current(code, clock.today())
    lane = item.lane(request.args.get("lane"))
    region = await home_region(access.visitor(request))
    county = regions.ancestor(region, 3)
    return await _show(request, (item, lane), county.code if county else "", Typed(), None)


@blueprint.post("/items/<code:str>/check")
@anyone
@reads_only
async def check(request: Request, code: str) -> HTTPResponse:
    """The one-minute check: nothing is kept, nobody signs in."""
    item = items.current(code, clock.today())
    lane = item.lane(typed(request, "lane") or None)
    given = read(request.form or {}, _asked(lane))
    region = typed(request, "region") or await home_region(access.visitor(request))
    if given.wrong:
        return await _show(request, (item, lane), region, given, None, status=422)
    known = {key: value for key, value in given.values.items() if value != vocabulary.UNKNOWN}
    try:
        asked = EstimateRequest(region=region, facts=known, lane=lane.code)
        estimate = estimates.for_request(code, asked)
    except Invalid as refused:
        given.wrong = {k.removeprefix("facts."): v for k, v in refused.fields.items()}
        return await _show(request, (item, lane), "", given, None, status=422)
    return await _show(request, (item, lane), region, given, estimate)


async def _show(
    request: Request,
    way: tuple[Item, Lane],
    region: str,
    given: Typed,
    estimate: Estimate | None,
    *,
    status: int = 200,
) -> HTTPResponse:
    item, lane = way
    template = "_check.html" if page.is_part(request) else "item.html"
    return await show(
        request,
        template,
        status=status,
        item=item,
        lane=lane,
        lanes=urgent_first(item),
        office=_office(region) if lane.is_urgent else None,
        asked=_asked(lane),
        given=given,
        wrong=field_texts(request, given.wrong),
        estimate=estimate,
        region=region,
        counties=counties(),
        figures=_figures(region, estimate.rests_on) if estimate else [],
        no_answer=bool(estimate) and not given.values,
    )


def _asked(lane: Lane) -> list[vocabulary.FactDef]:
    return [vocabulary.of(key) for key in lane.check]


def _office(region: str) -> Office | None:
    """Whom to ring where help cannot wait; None where no office of the place is known."""
    try:
        return regions.office_for(region)
    except Refusal:
        return None


def _figures(region: str, keys: Iterable[str]) -> list[dict[str, Any]]:
    """What an estimate rests on, with source and date; each source and day once."""
    known = parameters.current(region, clock.today())
    used = [found for key in keys if (found := known.find(key)) is not None]
    named = {(found.source, found.effective_from): found for found in reversed(used)}
    return [_figure(found) for found in reversed(named.values())][:_MOST_FIGURES]


def _figure(parameter: Parameter) -> dict[str, Any]:
    return {
        "key": parameter.key,
        "value": parameter.value,
        "source": parameter.source,
        "since": parameter.effective_from,
        "is_due": not parameter.is_firm(clock.today()),
    }


@blueprint.get("/apply/<code:str>")
@only(Role.RESIDENT)
async def place(request: Request, code: str, by: Actor) -> HTTPResponse:
    """Where one lives, or where it happened, decides the office; an open draft comes first."""
    item = items.current(code, clock.today())
    lane = item.lane(request.args.get("lane"))
    if by.person_id is None:
        return page.see(f"/real-name?back={quote(_address(item, lane))}")
    given = request.args.get("in") or ""
    return await show(
        request,
        "apply.html",
        item=item,
        lane=lane,
        choice=choosing(given),
        office=_office(given) if given and lane.is_urgent else None,
        draft=await _draft(item, lane, by),
        problem=None,
    )


def _address(item: Item, lane: Lane) -> str:
    first = lane.code == item.lanes[0].code
    return f"/apply/{item.code}" + ("" if first else f"?lane={lane.code}")


async def _draft(item: Item, lane: Lane, by: Actor) -> cases.Case | None:
    wanted = (item.code, lane.code, "draft")
    found = await cases.of_account(by)
    return next((c for c in found if (c.item_code, c.lane, c.stage) == wanted), None)


@blueprint.post("/apply/<code:str>")
@only(Role.RESIDENT)
async def start(request: Request, code: str, by: Actor) -> HTTPResponse:
    """Begin a draft there; a double tap finds the same one."""
    if by.person_id is None:
        return page.see(f"/real-name?back=/apply/{code}")
    lane = typed(request, "lane") or None
    case = await cases.start(code, typed(request, "region"), by, lane=lane)
    return page.see(f"/cases/{case.case_no}/form")

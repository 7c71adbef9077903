"""An item: what it is, the one-minute check, and the way to apply."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases
from server.catalogue import estimates, items, parameters, vocabulary
from server.catalogue.estimates import Estimate, EstimateRequest
from server.catalogue.items import Item
from server.catalogue.parameters import Parameter
from server.core import clock
from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.registry import regions
from server.web import access, page
from server.web.access import anyone, only, reads_only
from server.web.pages.answers import Typed, read
from server.web.pages.places import choosing, counties, home_region
from server.web.pages.showing import field_texts, show, typed

blueprint = Blueprint("items")
# What the check's figures rest on; shown with source and date under its verdict.
_FIGURES = (
    "income.disposable_last_year",
    "subsistence.standard",
    "relief.burden_line",
    "relief.property_months",
    "relief.cap_months",
)


@blueprint.get("/items/<code:str>")
@anyone
async def item_page(request: Request, code: str) -> HTTPResponse:
    """What it is, for whom, what one must do, and the check."""
    item = items.current(code, clock.today())
    region = await home_region(access.visitor(request))
    county = regions.ancestor(region, 3)
    return await _show(request, item, county.code if county else "", Typed(), None)


@blueprint.post("/items/<code:str>/check")
@anyone
@reads_only
async def check(request: Request, code: str) -> HTTPResponse:
    """The one-minute check: nothing is kept, nobody signs in."""
    item = items.current(code, clock.today())
    given = read(request.form or {}, _asked(item))
    region = typed(request, "region") or await home_region(access.visitor(request))
    if given.wrong:
        return await _show(request, item, region, given, None, status=422)
    known = {key: value for key, value in given.values.items() if value != vocabulary.UNKNOWN}
    try:
        estimate = estimates.for_request(code, EstimateRequest(region=region, facts=known))
    except Invalid as refused:
        given.wrong = {k.removeprefix("facts."): v for k, v in refused.fields.items()}
        return await _show(request, item, "", given, None, status=422)
    return await _show(request, item, region, given, estimate)


async def _show(
    request: Request,
    item: Item,
    region: str,
    given: Typed,
    estimate: Estimate | None,
    *,
    status: int = 200,
) -> HTTPResponse:
    template = "_check.html" if page.is_part(request) else "item.html"
    return await show(
        request,
        template,
        status=status,
        item=item,
        asked=_asked(item),
        given=given,
        wrong=field_texts(request, given.wrong),
        estimate=estimate,
        region=region,
        counties=counties(),
        figures=_figures(region) if estimate else [],
        no_answer=bool(estimate) and not given.values,
    )


def _asked(item: Item) -> list[vocabulary.FactDef]:
    return [vocabulary.of(key) for key in item.lane().check]


def _figures(region: str) -> list[dict[str, Any]]:
    known = parameters.current(region, clock.today())
    found = [known.find(key) for key in _FIGURES]
    return [_figure(parameter) for parameter in found if parameter is not None]


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
    """Where one lives decides the office; a draft begun earlier is offered first."""
    if by.person_id is None:
        return page.see(f"/real-name?back=/apply/{code}")
    item = items.current(code, clock.today())
    given = request.args.get("in") or ""
    return await show(
        request,
        "apply.html",
        item=item,
        choice=choosing(given),
        draft=await _draft(item, by),
        problem=None,
    )


async def _draft(item: Item, by: Actor) -> cases.Case | None:
    found = (c for c in await cases.of_account(by) if c.stage == "draft")
    return next((case for case in found if case.item_code == item.code), None)


@blueprint.post("/apply/<code:str>")
@only(Role.RESIDENT)
async def start(request: Request, code: str, by: Actor) -> HTTPResponse:
    """Begin a draft there; a double tap finds the same one."""
    if by.person_id is None:
        return page.see(f"/real-name?back=/apply/{code}")
    case = await cases.start(code, typed(request, "region"), by)
    return page.see(f"/cases/{case.case_no}/form")

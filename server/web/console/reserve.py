"""The township's petty cash: balance, ledger, and what still wants a signature or its papers."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import reserve
from server.core import ids
from server.core.actors import Actor, Role
from server.core.errors import Refusal
from server.registry import regions
from server.web import page
from server.web.access import only
from server.web.console import forms, frame
from server.web.errors import Problem

blueprint = Blueprint("console_reserve", url_prefix="/reserve")
_TOWN = (Role.CLERK, Role.HEAD)
_COUNTY = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
SAID = {
    "moved": "已记账",
    "confirmed": "已确认，这一笔两个人都签了",
    "papers": "已登记补齐手续",
}


@blueprint.get("/")
@only(*_TOWN, *_COUNTY)
async def ledger(request: Request, by: Actor) -> HTTPResponse:
    """A township sees its own ledger, the county every township's balance."""
    if by.role in _COUNTY:
        return await _county(request, by)
    return await _page(request, by)


async def _county(request: Request, by: Actor) -> HTTPResponse:
    towns = regions.children_of(by.office)
    held = {one.office_code: one for one in await reserve.balances([t.code for t in towns])}
    rows = [{"name": town.name, "held": held.get(town.code)} for town in towns]
    return await frame.render(request, "console/reserves.html", by, rows=rows)


async def _page(
    request: Request, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    held = await reserve.balances([by.office])
    return await frame.render(
        request,
        "console/reserve.html",
        by,
        status=status,
        problem=problem,
        told=SAID.get(request.args.get("told", ""), ""),
        held=held[0] if held else None,
        lines=await reserve.ledger(by.office),
        me=by.staff_id,
        is_head=by.role is Role.HEAD,
        once=ids.token(),
    )


@blueprint.post("/move")
@only(Role.HEAD)
async def move(request: Request, by: Actor) -> HTTPResponse:
    """Fill the reserve up, or give unused money back."""
    act = reserve.give_back if forms.field(request, "kind") == "returned" else reserve.fund
    once = f"{by.id} {forms.field(request, 'once') or ids.token()}"
    try:
        await act(by.office, forms.amount(request), by, note=forms.note(request), once=once)
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, by, problem, status)
    return page.see("/console/reserve?told=moved")


@blueprint.post("/<receipt_no:str>/confirm")
@only(*_TOWN)
async def confirm(request: Request, receipt_no: str, by: Actor) -> HTTPResponse:
    """As the second payer: it was so."""
    try:
        await reserve.confirm(receipt_no, by)
    except reserve.NotTheSecondPayer as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, by, problem, status)
    return page.see("/console/reserve?told=confirmed")


@blueprint.post("/<receipt_no:str>/papers")
@only(*_TOWN)
async def papers(_: Request, receipt_no: str, by: Actor) -> HTTPResponse:
    """The paperwork of a payment is made up."""
    await reserve.make_up(receipt_no, by)
    return page.see("/console/reserve?told=papers")

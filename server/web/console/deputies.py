"""Deputies: the head says who stands in for whom, from which day to which."""

from datetime import date
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.core import clock
from server.core.actors import Actor, Role
from server.core.errors import Refusal
from server.registry import staff
from server.web import page
from server.web.access import only
from server.web.console import forms, frame
from server.web.console.places import HEADS
from server.web.console.words import ROLES
from server.web.errors import Problem

blueprint = Blueprint("console_deputies", url_prefix="/deputies")
_SAID = {"appointed": "已安排，到期自动结束", "ended": "已结束，权限马上收回"}


@blueprint.get("/")
@only(*HEADS)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """Who stands in for whom, and the form for the next arrangement."""
    return await _page(request, by)


async def _page(
    request: Request, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    people = await staff.colleagues(by.office)
    return await frame.render(
        request,
        "console/deputies.html",
        by,
        status=status,
        problem=problem,
        told=_SAID.get(request.args.get("told", ""), ""),
        rows=await staff.deputies_of(by.office),
        people=[(str(one.id), f"{one.name} · {ROLES.get(Role(one.role), '')}") for one in people],
        given={name: forms.field(request, name) for name in (request.form or {})},
        today=clock.today(),
    )


@blueprint.post("/")
@only(*HEADS)
async def appoint(request: Request, by: Actor) -> HTTPResponse:
    """Enter an arrangement."""
    try:
        await staff.appoint(
            _who(request, "staff"),
            _who(request, "deputy"),
            starts_on=_day(request, "starts_on"),
            ends_on=_day(request, "ends_on"),
            by=by,
        )
    except Refusal as refused:
        return await _page(request, by, *frame.told(request, refused))
    return page.see("/console/deputies/?told=appointed")


def _who(request: Request, name: str) -> UUID:
    try:
        return UUID(forms.field(request, name))
    except ValueError:
        raise staff.DeputyInvalid(fields={name: "field.not_a_choice"}) from None


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(forms.field(request, name))
    except ValueError:
        raise staff.DeputyInvalid(fields={name: "field.not_a_date"}) from None


@blueprint.post("/<deputy:uuid>/end")
@only(*HEADS)
async def end(request: Request, deputy: UUID, by: Actor) -> HTTPResponse:
    """The colleague is back early."""
    del request
    await staff.end_deputy(deputy, by=by)
    return page.see("/console/deputies/?told=ended")

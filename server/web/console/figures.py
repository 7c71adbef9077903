"""Figures for whoever steers; no person, no case, and small numbers are not shown exactly."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk
from server.core.actors import Actor
from server.web.access import only
from server.web.console import frame
from server.web.console.places import STEERING

blueprint = Blueprint("console_figures")


@blueprint.get("/figures")
@only(*STEERING)
async def figures(request: Request, by: Actor) -> HTTPResponse:
    """Which office needs a hand."""
    return await frame.render(request, "console/figures.html", by, rows=await desk.figures(by))

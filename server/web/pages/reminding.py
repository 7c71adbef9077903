"""A draft that is put aside: whether a message may come before it is erased."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases
from server.contact import retention
from server.core.actors import Actor, Role
from server.web import page
from server.web.access import only
from server.web.pages.showing import show

blueprint = Blueprint("reminding")


@blueprint.get("/cases/<case_no:str>/reminder")
@only(Role.RESIDENT)
async def ask(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """How long it stays, and do you want a message?"""
    case = await cases.mine(case_no, by)
    if case.stage != "draft":
        return page.see(f"/cases/{case_no}")
    wanted = await retention.wants_reminder(case_no)
    return await show(request, "reminder.html", case=case, wanted=wanted)


@blueprint.post("/cases/<case_no:str>/reminder")
@only(Role.RESIDENT)
async def wish(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Yes or no, to be changed at any time."""
    form: Any = request.form or {}
    await retention.wish(case_no, wants_message=form.get("wanted") == "1", by=by)
    return page.see(f"/cases/{case_no}/reminder")

"""Calls: whom no message reached, the number and the words, what came of it."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.contact import notices
from server.core.actors import Actor
from server.core.errors import Refusal
from server.web import case_words, page
from server.web.access import only
from server.web.console import forms, frame, words
from server.web.errors import Problem

blueprint = Blueprint("console_calls", url_prefix="/calls")
_CALLERS = tuple(notices.CALLERS)
_SAID = {"called": "已记下"}


@blueprint.get("/")
@only(*_CALLERS)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """Whom to call, the most urgent first."""
    found = await notices.calls_for(by)
    return await frame.render(
        request,
        "console/calls.html",
        by,
        told=_SAID.get(request.args.get("told", ""), ""),
        calls=[_line(c) for c in found],
    )


def _line(call: notices.CallLine) -> dict[str, Any]:
    return {
        "id": call.id,
        "case_no": call.case_no,
        "short_no": call.case_no.removeprefix("XZ-20"),
        "name": call.name,
        "village": call.village,
        "why": words.WHY_CALL[call.why],
        "is_office": call.for_whom == "office",
        "due": case_words.due(call.due_at, provisional=call.due_is_provisional),
        "attempts": call.attempts,
        "tried": words.moment(call.tried_at) if call.tried_at else "",
    }


@blueprint.get("/<call_id:uuid>")
@only(*_CALLERS)
async def one(request: Request, call_id: UUID, by: Actor) -> HTTPResponse:
    """One call: number, words, and what came of it."""
    return await _page(request, call_id, by)


async def _page(
    request: Request, call_id: UUID, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    call = await notices.call_of(call_id, by)
    return await frame.render(
        request,
        "console/call.html",
        by,
        status=status,
        problem=problem,
        call=_line(call.line),
        phone=call.phone,
        reach=call.reach,
        address=call.address,
        lines=call.words,
        is_open=call.is_open,
        typed=forms.field(request, "note"),
    )


@blueprint.post("/<call_id:uuid>/outcome")
@only(*_CALLERS)
async def report(request: Request, call_id: UUID, by: Actor) -> HTTPResponse:
    """Write down what came of it; a refusal keeps what was typed."""
    try:
        await notices.report(
            call_id,
            by,
            outcome=forms.field(request, "outcome"),
            note=forms.field(request, "note"),
        )
    except notices.CallUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, call_id, by, problem, status)
    return page.see("/console/calls?told=called")

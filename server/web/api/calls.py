"""Calls to people whom no message reached: the list, one with its number, what came of it."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import msgspec
from sanic import Blueprint

from server.contact import notices
from server.core.actors import Actor
from server.web.access import only
from server.web.api.shapes import Answer, Asked
from server.web.endpoint import endpoint

blueprint = Blueprint("api_calls", url_prefix="/staff/calls")
_CALLERS = tuple(notices.CALLERS)


class CallLine(Answer, frozen=True):
    """One call to make; `for_whom` is village or office, `why` no_phone, not_reached or wished."""

    id: UUID
    case_no: str
    name: str
    village: str
    for_whom: str
    why: str
    due_at: datetime
    due_is_provisional: bool
    attempts: int
    tried_at: datetime | None


class CallList(Answer, frozen=True):
    """The calls of one's area, the most urgent first."""

    calls: list[CallLine]


class CallView(Answer, frozen=True):
    """One call with its number and the words to say; no number means a visit."""

    call: CallLine
    reach: Literal["mobile", "landline", "abroad", "none"]
    phone: str
    address: str
    words: list[str]
    is_open: bool


class CallOutcome(Asked, frozen=True):
    """What came of it; `not_reached` needs a note of what was tried."""

    outcome: Literal["told", "visited", "no_answer", "not_reached"]
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


@blueprint.get("/")
@only(*_CALLERS)
@endpoint()
async def listed(by: Actor) -> CallList:
    """Whom to call, by when."""
    return CallList(calls=[_line(line) for line in await notices.calls_for(by)])


def _line(line: notices.CallLine) -> CallLine:
    return CallLine(**vars(line))


@blueprint.get("/<call_id:uuid>")
@only(*_CALLERS)
@endpoint()
async def one(call_id: UUID, by: Actor) -> CallView:
    """One call with its number; opening it is noted."""
    call = await notices.call_of(call_id, by)
    return CallView(
        call=_line(call.line),
        reach=cast("Any", call.reach),
        phone=call.phone,
        address=call.address,
        words=list(call.words),
        is_open=call.is_open,
    )


@blueprint.post("/<call_id:uuid>/outcome")
@only(*_CALLERS)
@endpoint(key="optional")
async def report(call_id: UUID, asked: CallOutcome, by: Actor) -> None:
    """Write down what came of it."""
    await notices.report(call_id, by, outcome=asked.outcome, note=asked.note)

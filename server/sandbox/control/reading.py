"""What was asked, sent, pushed and complained about."""

from sanic import HTTPResponse, Request
from sanic.response import json

from server.sandbox.state import state_of

_HIDDEN = frozenset({"subject", "told", "body", "ready_at", "mode"})


async def outbox(request: Request) -> HTTPResponse:
    """WeChat messages that were delivered."""
    openid = request.args.get("openid")
    return json([m for m in state_of(request).outbox if openid in (None, m["openid"])])


async def sms(request: Request) -> HTTPResponse:
    """SMS messages that were delivered."""
    phone = request.args.get("phone")
    return json([m for m in state_of(request).sms if phone in (None, m["phone"])])


async def requests(request: Request) -> HTTPResponse:
    """What was asked of the sandbox."""
    return json(state_of(request).requests)


async def warnings(request: Request) -> HTTPResponse:
    """What a careful partner would complain about."""
    return json(state_of(request).warnings)


async def queries(request: Request) -> HTTPResponse:
    """Register queries received, without the subjects."""
    kept = state_of(request).queries.values()
    return json([{k: v for k, v in q.items() if k not in _HIDDEN} for q in kept])


async def pushes(request: Request) -> HTTPResponse:
    """Pushes made, and how they were answered."""
    return json(state_of(request).pushes)


async def failed_pushes(request: Request) -> HTTPResponse:
    """Who was told that the service is out of order."""
    return json(state_of(request).failed_pushes)


async def inspect(request: Request) -> HTTPResponse:
    """Look for session keys in answers that clients were given."""
    state = state_of(request)
    bodies = " ".join(str(body) for body in request.json["bodies"])
    if "session_key" in bodies or any(key in bodies for key in state.session_keys.values()):
        state.warn("session_key visible to a client")
    return json({"ok": True})


ROUTES = (
    ("GET", "/outbox", outbox),
    ("GET", "/sms", sms),
    ("GET", "/requests", requests),
    ("GET", "/warnings", warnings),
    ("GET", "/queries", queries),
    ("GET", "/pushes", pushes),
    ("GET", "/failed_pushes", failed_pushes),
    ("POST", "/inspect", inspect),
)

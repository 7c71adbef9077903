"""Misbehaviour switched on under `/_ctl/fault`: before the work, after it, or instead of it."""

import asyncio
from typing import Any

import msgspec
from sanic import HTTPResponse, Request
from sanic.response import empty, html, json, text

from server.core import clock
from server.sandbox.state import state_of

_CONTROL = "/_ctl"


async def before(request: Request) -> HTTPResponse | None:
    """Note the request and play the fault that is due for it."""
    if request.path.startswith(_CONTROL):
        return None
    state = state_of(request)
    state.note_request(
        {
            "method": request.method,
            "path": request.path,
            "at": clock.now().isoformat(),
            "bytes": len(request.body),
        }
    )
    mode = state.fault_for(request.path)
    request.ctx.fault = mode
    return await _play(request, mode) if mode else None


async def _play(request: Request, mode: str) -> HTTPResponse | None:
    kind, _, argument = mode.partition(":")
    if kind == "slow":
        await asyncio.sleep(float(argument))
    elif kind == "hang":
        await asyncio.Event().wait()
    elif kind == "reset":
        cut(request)
    return _instead(request, kind, argument)


def _instead(request: Request, kind: str, argument: str) -> HTTPResponse | None:
    match kind:
        case "errcode":
            words = f"fault rid: {state_of(request).token(8)}"
            return json({"errcode": int(argument), "errmsg": words})
        case "http":
            headers = {"retry-after": "1"} if argument == "429" else {}
            return text("fault", status=int(argument), headers=headers)
        case "html":
            return html("<html>fault</html>")
        case "truncated":
            return text('{"errcode": ', content_type="application/json")
        case "empty":
            return empty(status=200)
    return None


async def after(request: Request, response: HTTPResponse) -> HTTPResponse | None:
    """Spoil the answer of work that was done."""
    mode = getattr(request.ctx, "fault", "")
    if mode == "accept_then_drop":
        digest = getattr(request.ctx, "digest", "")
        if digest and b'"errcode":0' in (response.body or b""):
            state_of(request).dropped.add(digest)
        cut(request)
    if mode == "wrong_type" and response.body:
        return json(_wrong_types(msgspec.json.decode(response.body)))
    return None


def _wrong_types(answer: Any) -> Any:
    if isinstance(answer, dict):
        changed = {key: _wrong_types(value) for key, value in answer.items()}
        if "errcode" in changed:
            changed["errcode"] = str(changed["errcode"])
        if "countryCode" in changed:
            changed["countryCode"] = int(changed["countryCode"])
        return changed
    return [_wrong_types(one) for one in answer] if isinstance(answer, list) else answer


def cut(request: Request) -> None:
    """Drop the TCP connection without an answer."""
    transport: Any = request.transport
    if transport is not None:
        transport.abort()

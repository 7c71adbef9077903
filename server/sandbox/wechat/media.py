"""Pictures kept for three days, and the check of a picture at somebody's address."""

from datetime import timedelta
from typing import Any

import httpx
from sanic import Blueprint, HTTPResponse

from server.core import clock
from server.sandbox.state import State
from server.sandbox.wechat import calls, pushing
from server.sandbox.wechat.accounts import Account
from server.sandbox.wechat.answers import Refused, rid_of
from server.sandbox.wechat.messages import event

_MOST = 2 * 1024 * 1024
_LIFE = timedelta(days=3)
_TYPES = frozenset({"image", "voice", "video", "thumb"})
_IMAGE, _AUDIO = 2, 1
_PLATFORM = "oPLATFORM0000000000000000001"


def door() -> Blueprint:
    """The media door."""
    blueprint = Blueprint("wechat_media")
    calls.add(blueprint, "POST", "/cgi-bin/media/upload", upload, reads_json=False)
    calls.add(blueprint, "GET", "/cgi-bin/media/get", get)
    calls.add(blueprint, "POST", "/wxa/media_check_async", check, kind="mini")
    return blueprint


async def upload(call: calls.Call) -> dict[str, Any]:
    """Keep a file; a part without content is a file that was read before."""
    kind = call.request.args.get("type")
    if kind not in _TYPES:
        raise Refused(40004, "invalid media type")
    files = call.request.files
    file = files.get("media") if files else None
    if file is None or not file.name or not file.body:
        raise Refused(41005, "media data missing")
    if len(file.body) > _MOST:
        raise Refused(40006, "invalid file size")
    media_id = call.state.token(64)
    call.state.media[media_id] = {
        "type": file.type,
        "body": file.body,
        "until": clock.now() + _LIFE,
    }
    created = int(clock.now().timestamp())
    return {"type": kind, "media_id": media_id, "created_at": created}


async def get(call: calls.Call) -> HTTPResponse:
    """The file back, byte for byte."""
    kept = call.state.media.get(call.request.args.get("media_id", ""))
    if kept is None or kept["until"] < clock.now():
        raise Refused(40007, "invalid media_id")
    return HTTPResponse(kept["body"], content_type=kept["type"])


async def check(call: calls.Call) -> dict[str, Any]:
    """Take a picture's address; the verdict is pushed later."""
    asked = call.body
    if asked.get("media_type") not in {_IMAGE, _AUDIO}:
        raise Refused(40004, "invalid media type")
    calls.check_active(call)
    url = asked.get("media_url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Refused(47001, "data format error")
    trace_id = rid_of(call.state)
    call.state.later(_verdict(call.state, call.account, url, trace_id))
    return {"errcode": 0, "errmsg": "ok", "trace_id": trace_id}


async def _verdict(state: State, account: Account, url: str, trace_id: str) -> None:
    found = await _is_fetched(state, url)
    wait = state.rules["media_check_after"]
    await state.reached(clock.now() + timedelta(seconds=wait))
    name = url.rpartition("/")[2]
    suggest = next((word for word in ("risky", "review") if word in name), "pass")
    label = {"risky": 20002, "review": 20001, "pass": 100}[suggest]
    fields: dict[str, Any] = {
        "appid": account.appid,
        "trace_id": trace_id,
        "version": 2,
        "errcode": 0 if found else -1008,
        "errmsg": "ok" if found else "download error",
        "result": {"suggest": suggest, "label": label} if found else {},
        "detail": [],
    }
    await pushing.push(state, account, event(account, _PLATFORM, "wxa_media_check", **fields))


async def _is_fetched(state: State, url: str) -> bool:
    try:
        return (await state.send("GET", url)).is_success
    except httpx.HTTPError:
        return False

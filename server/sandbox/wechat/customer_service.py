"""Customer-service messages: allowances, the typing dots, what a bot may send."""

from datetime import timedelta
from typing import Any

from sanic import Blueprint

from server.core import clock
from server.sandbox.state import State
from server.sandbox.wechat import calls
from server.sandbox.wechat.answers import Refused

_MINI = frozenset({"text", "image", "link", "miniprogrampage"})
_SERVICE = frozenset({"text", "image", "miniprogrampage", "voice", "video", "music", "news",
                      "mpnewsarticle", "msgmenu", "wxcard"})  # fmt: skip
_MOST_TEXT = 2048
_TYPING, _RECENT = timedelta(seconds=15), timedelta(seconds=30)
# How many messages may follow, and for how long.
ALLOWANCES = {
    ("say", "mini"): (5, timedelta(hours=48)),
    ("say", "service"): (5, timedelta(hours=48)),
    ("enter", "mini"): (2, timedelta(minutes=1)),
    ("menu", "service"): (3, timedelta(minutes=1)),
    ("follow", "service"): (3, timedelta(minutes=1)),
    ("scan", "service"): (3, timedelta(minutes=1)),
}
_MUCH = 3


def door() -> Blueprint:
    """The customer-service door."""
    blueprint = Blueprint("wechat_customer_service")
    base = "/cgi-bin/message/custom"
    calls.add(blueprint, "POST", f"{base}/send", send)
    mini, service = f"{base}/business/typing", f"{base}/typing"
    calls.add(blueprint, "POST", mini, typing, kind="mini", wrong_kind=40200)
    calls.add(blueprint, "POST", service, typing, kind="service", wrong_kind=40200)
    return blueprint


def allow(state: State, openid: str, trigger: str, kind: str) -> None:
    """Somebody spoke, entered, followed: messages may be sent for a while."""
    left, lasts = ALLOWANCES[trigger, kind]
    talk = state.talks.setdefault(openid, {})
    talk.update(left=left, until=clock.now() + lasts, last=clock.now(), sent=0)


async def send(call: calls.Call) -> dict[str, Any]:
    """Deliver one message inside the allowance."""
    state, asked = call.state, call.body
    openid, kind = asked.get("touser"), asked.get("msgtype")
    if state.person_by_openid(openid, call.account.appid) is None:
        raise Refused(40003, "invalid openid")
    if kind not in (_MINI if call.account.kind == "mini" else _SERVICE):
        raise Refused(40008, "invalid message type")
    inner = asked.get(str(kind))
    if not isinstance(inner, dict):
        raise Refused(47001, "data format error")
    said = str(inner.get("content") or inner.get("title") or "")
    if len(said.encode()) > _MOST_TEXT:
        raise Refused(45002, "content size out of limit")
    _check_media(state, str(kind), inner)
    _take_one(state, str(openid))
    ai = asked.get("aimsgcontext")
    state.outbox.append(
        {
            "kind": str(kind),
            "openid": openid,
            "text": said,
            "content": inner,
            "is_ai": isinstance(ai, dict) and ai.get("is_ai_msg") == 1,
            "at": clock.now().isoformat(),
        }
    )
    return {"errcode": 0, "errmsg": "ok"}


def _check_media(state: State, kind: str, inner: dict[str, Any]) -> None:
    needed = {"image": "media_id", "miniprogrampage": "thumb_media_id"}.get(kind)
    kept = state.media.get(str(inner.get(needed))) if needed else None
    if needed and (kept is None or kept["until"] < clock.now()):
        raise Refused(40007, "invalid media_id")


def _take_one(state: State, openid: str) -> None:
    talk = state.talks.get(openid)
    if talk is None or "until" not in talk or talk["until"] < clock.now():
        raise Refused(45015, "response out of time limit or subscription is canceled")
    if talk["left"] <= 0:
        raise Refused(45047, "out of response count limit")
    talk.update(left=talk["left"] - 1, sent=talk["sent"] + 1, last=clock.now(), typing_until=None)
    if talk["sent"] == _MUCH + 1:
        state.warn("more than 3 messages for one question")


async def typing(call: calls.Call) -> dict[str, Any]:
    """The dots that show somebody writes."""
    openid, command = str(call.body.get("touser")), call.body.get("command")
    if command not in {"Typing", "CancelTyping"}:
        raise Refused(45072, "invalid command")
    talk = call.state.talks.get(openid)
    if talk is None or "last" not in talk or clock.now() - talk["last"] > _RECENT:
        raise Refused(45080, "no session in the last 30 seconds")
    until = talk.get("typing_until")
    if command == "Typing" and until and until > clock.now():
        raise Refused(45081, "you are already typing")
    talk["typing_until"] = clock.now() + _TYPING if command == "Typing" else None
    return {"errcode": 0, "errmsg": "ok"}

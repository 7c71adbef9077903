"""Subscribe cards: checks in the real order, one permit spent, one event pushed."""

import re
from typing import Any

from sanic import Blueprint

from server.core import clock
from server.sandbox.state import State
from server.sandbox.wechat import calls, pushing, values
from server.sandbox.wechat.answers import Refused
from server.sandbox.wechat.messages import event
from server.sandbox.wechat.templates import known

_PAGES = re.compile(r"(pages|pkg-[a-z]+)/[A-Za-z0-9_/-]+")
_LONG_TERM = 3
_APART = 0.2


def door() -> Blueprint:
    """The cards' door."""
    blueprint = Blueprint("wechat_subscribe")
    calls.add(blueprint, "POST", "/cgi-bin/message/subscribe/send", send, kind="mini")
    return blueprint


def is_released(state: State, page: object) -> bool:
    """Whether the released mini-program has that page."""
    if not isinstance(page, str):
        return False
    path, pages = page.partition("?")[0], state.rules["pages"]
    return path in pages if pages is not None else bool(_PAGES.fullmatch(path))


async def send(call: calls.Call) -> dict[str, Any]:
    """Deliver one card."""
    state, asked = call.state, call.body
    openid, template_id = asked.get("touser"), asked.get("template_id")
    if state.person_by_openid(openid, call.account.appid) is None:
        raise Refused(40003, "invalid openid")
    template = known(state).get(str(template_id))
    if template is None:
        raise Refused(40037, "invalid template_id")
    if asked.get("page") and not is_released(state, asked["page"]):
        raise Refused(41030, "invalid page")
    wrong = values.problem(asked.get("data"), template["keys"])
    if wrong:
        raise Refused(47003, wrong)
    _check_pace(state, str(openid))
    _spend(state, (str(openid), str(template_id)), template)
    message_id = state.message_id()
    _deliver(state, asked, message_id)
    message = sent_event(call, str(openid), str(template_id), message_id)
    state.later(pushing.push(state, call.account, message))
    return {"errcode": 0, "errmsg": "ok", "msgid": message_id}


def _check_pace(state: State, openid: str) -> None:
    now, last = state.moment(), state.last_sent.get(openid, 0.0)
    if state.rules["concurrent_guard"] and now - last < _APART:
        raise Refused(43108, "concurrent send to same user")
    state.last_sent[openid] = now


def _spend(state: State, key: tuple[str, str], template: dict[str, Any]) -> None:
    is_long = template["type"] == _LONG_TERM
    if key in state.refusals or state.permits.get(key, 0) <= 0:
        raise Refused(43101, "user refuse to accept the msg")
    if not is_long:
        state.permits[key] -= 1


def _deliver(state: State, asked: dict[str, Any], message_id: int) -> None:
    state.outbox.append(
        {
            "kind": "subscribe",
            "openid": asked["touser"],
            "template": asked["template_id"],
            "page": asked.get("page"),
            "data": asked["data"],
            "text": " ".join(entry["value"] for entry in asked["data"].values()),
            "msgid": message_id,
            "at": clock.now().isoformat(),
        }
    )


def sent_event(call: calls.Call, openid: str, template_id: str, message_id: int) -> dict[str, Any]:
    """A card has reached the phone."""
    entry = {
        "TemplateId": template_id,
        "MsgID": str(message_id),
        "ErrorCode": "0",
        "ErrorStatus": "success",
    }
    listed = {"listed": ("SubscribeMsgSentEvent", [entry])}
    return event(call.account, openid, "subscribe_msg_sent_event", **listed)

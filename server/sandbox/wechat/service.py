"""Template messages of the service account, to those who follow it."""

from typing import Any

from sanic import Blueprint

from server.core import clock
from server.sandbox.wechat import calls, pushing, values
from server.sandbox.wechat.answers import Refused
from server.sandbox.wechat.messages import event

_DROPPED = ("first", "remark")


def door() -> Blueprint:
    """The service account's door."""
    blueprint = Blueprint("wechat_service")
    calls.add(blueprint, "POST", "/cgi-bin/message/template/send", send, kind="service")
    return blueprint


async def send(call: calls.Call) -> dict[str, Any]:
    """Deliver one template message."""
    state, asked, appid = call.state, call.body, call.account.appid
    openid, data = asked.get("touser"), asked.get("data")
    person = state.person_by_openid(openid, appid)
    if person is None:
        raise Refused(40003, "invalid openid")
    if person.id_no not in state.followers:
        raise Refused(43004, "require subscribe")
    if not asked.get("template_id"):
        raise Refused(40037, "invalid template_id")
    if not isinstance(data, dict):
        raise Refused(47001, "data format error")
    shown = {key: entry for key, entry in data.items() if key not in _DROPPED}
    wrong = values.problem(shown, None)
    if wrong:
        raise Refused(47003, wrong)
    message_id = state.message_id()
    state.outbox.append(
        {
            "kind": "template",
            "openid": openid,
            "template": asked["template_id"],
            "data": shown,
            "text": " ".join(entry["value"] for entry in shown.values()),
            "msgid": message_id,
            "at": clock.now().isoformat(),
        }
    )
    told = event(
        call.account, str(openid), "TEMPLATESENDJOBFINISH", MsgID=message_id, Status="success"
    )
    state.later(pushing.push(state, call.account, told))
    return {"errcode": 0, "errmsg": "ok", "msgid": message_id}

"""The content check, in its retired and its present version."""

from typing import Any

from sanic import Blueprint

from server.sandbox.wechat import calls
from server.sandbox.wechat.answers import Refused, rid_of

_MOST = 2500
_SCENES = frozenset({1, 2, 3, 4})
_LABELS = {"risky": 20006, "review": 20001, "pass": 100}


def door() -> Blueprint:
    """The check's door."""
    blueprint = Blueprint("wechat_safety")
    calls.add(blueprint, "POST", "/wxa/msg_sec_check", check, kind="mini")
    return blueprint


async def check(call: calls.Call) -> dict[str, Any]:
    """Version 2 answers with a suggestion; without a version, 87014."""
    asked = call.body
    content = asked.get("content")
    if not isinstance(content, str) or not content:
        raise Refused(44002, "empty post data")
    if len(content) > _MOST:
        raise Refused(47001, "content too long")
    if asked.get("version") != 2:
        if "违规" in content:
            raise Refused(87014, "risky content")
        return {"errcode": 0, "errmsg": "ok"}
    if asked.get("scene") not in _SCENES:
        raise Refused(40129, "invalid scene")
    calls.check_active(call)
    suggest = "risky" if "违规" in content else "review" if "待审" in content else "pass"
    result = {"suggest": suggest, "label": _LABELS[suggest]}
    detail = {"strategy": "content_model", "errcode": 0, **result, "prob": 90}
    return {
        "errcode": 0,
        "errmsg": "ok",
        "result": result,
        "detail": [detail],
        "trace_id": rid_of(call.state),
    }

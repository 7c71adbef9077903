"""The account's own templates of subscribe cards: `newtmpl`."""

from typing import Any

from sanic import Blueprint

from server.core.config import settings
from server.sandbox.state import State
from server.sandbox.wechat import calls
from server.sandbox.wechat.answers import Refused

# The public library: number, title, and what may be picked by `kidList`.
LIBRARY = {
    "401": ("办件进度通知", 3, ("character_string1", "phrase2", "time3", "thing4", "thing5")),
    "402": ("预约成功通知", 2, ("thing1", "date2", "thing3", "phone_number4")),
    "403": ("补正通知", 2, ("thing1", "date2", "thing3")),
}
PROGRESS_KEYS = ("character_string1", "phrase2", "time3", "thing4")
_KEYWORDS = range(2, 6)
_MOST_SCENE = 15
_MOST_TEMPLATES = 50


def door() -> Blueprint:
    """The templates' door."""
    blueprint = Blueprint("wechat_templates")
    base = "/wxaapi/newtmpl"
    calls.add(blueprint, "GET", f"{base}/gettemplate", listed, kind="mini")
    calls.add(blueprint, "POST", f"{base}/addtemplate", add, kind="mini")
    calls.add(blueprint, "POST", f"{base}/deltemplate", delete, kind="mini")
    return blueprint


def known(state: State) -> dict[str, dict[str, Any]]:
    """The account's templates: the configured one of progress, and what was added."""
    configured = settings().wechat_template_progress or state.settings.wechat_template_progress
    progress = {"title": "办件进度通知", "type": 2, "keys": PROGRESS_KEYS}
    return {**({configured: progress} if configured else {}), **state.templates}


async def listed(call: calls.Call) -> dict[str, Any]:
    """What the account may send."""
    data = [
        {
            "priTmplId": template_id,
            "title": one["title"],
            "content": "".join(f"{{{{{key}.DATA}}}}\n" for key in one["keys"] or ()),
            "example": "",
            "type": one["type"],
        }
        for template_id, one in known(call.state).items()
    ]
    return {"errcode": 0, "errmsg": "ok", "data": data}


async def add(call: calls.Call) -> dict[str, Any]:
    """Take two to five keywords of a library template over."""
    state, asked = call.state, call.body
    found = LIBRARY.get(str(asked.get("tid")))
    if found is None:
        raise Refused(200014, "invalid tid")
    title, kind, keys = found
    kids = asked.get("kidList")
    if not isinstance(kids, list) or len(kids) not in _KEYWORDS or len(set(kids)) != len(kids):
        raise Refused(200020, "invalid kidList")
    if not all(isinstance(kid, int) and 1 <= kid <= len(keys) for kid in kids):
        raise Refused(200020, "invalid kidList")
    if not 1 <= len(str(asked.get("sceneDesc", ""))) <= _MOST_SCENE:
        raise Refused(200021, "invalid sceneDesc")
    if len(state.templates) >= _MOST_TEMPLATES:
        raise Refused(200012, "private template is full")
    chosen = tuple(keys[kid - 1] for kid in kids)
    if any(one["keys"] == chosen and one["title"] == title for one in state.templates.values()):
        raise Refused(200022, "template exists")
    template_id = state.token(43)
    state.templates[template_id] = {"title": title, "type": kind, "keys": chosen}
    return {"errcode": 0, "errmsg": "ok", "priTmplId": template_id}


async def delete(call: calls.Call) -> dict[str, Any]:
    """Give a template up."""
    if call.state.templates.pop(str(call.body.get("priTmplId")), None) is None:
        raise Refused(40037, "invalid template_id")
    return {"errcode": 0, "errmsg": "ok"}

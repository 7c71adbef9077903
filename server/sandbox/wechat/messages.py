"""Pushed messages as mappings, and their rendering as XML or JSON in the shapes that occur.

A mapping may hold `listed: (wrapper, entries)` for the three subscription events, whose JSON
shape differs from the documentation.
"""

from typing import Any
from xml.sax.saxutils import escape

import msgspec

from server.core import clock
from server.sandbox.wechat.accounts import Account


def event(account: Account, openid: str, name: str, **fields: Any) -> dict[str, Any]:
    """An event; it has no MsgId."""
    return {**_common(account, openid), "MsgType": "event", "Event": name, **fields}


def message(account: Account, openid: str, kind: str, msg_id: int, **fields: Any) -> dict[str, Any]:
    """Something a person sent."""
    return {**_common(account, openid), "MsgType": kind, **fields, "MsgId": msg_id}


def _common(account: Account, openid: str) -> dict[str, Any]:
    return {
        "ToUserName": account.original_id,
        "FromUserName": openid,
        "CreateTime": int(clock.real_now().timestamp()),
    }


def render(content: dict[str, Any], form: str, shape: str) -> str:
    """The bytes of a message: `xml` or `json`; shape `documented`, `list` or `wrapped`."""
    plain = {key: value for key, value in content.items() if key != "listed"}
    if "listed" in content:
        wrapper, entries = content["listed"]
        plain |= _xml_list(wrapper, entries) if form == "xml" else _json(wrapper, entries, shape)
    if form == "xml":
        return f"<xml>{_elements(plain)}</xml>"
    return msgspec.json.encode(plain).decode()


def _xml_list(wrapper: str, entries: list[Any]) -> dict[str, Any]:
    return {wrapper: {"List": entries}}


def _json(wrapper: str, entries: list[Any], shape: str) -> dict[str, Any]:
    one_or_all = entries[0] if len(entries) == 1 else entries
    if shape == "documented":
        return {wrapper: entries}
    return {wrapper: {"List": one_or_all}} if shape == "wrapped" else {"List": one_or_all}


def _elements(value: dict[str, Any]) -> str:
    return "".join(_element(key, inner) for key, inner in value.items())


def _element(key: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(key, one) for one in value)
    if isinstance(value, dict):
        return f"<{key}>{_elements(value)}</{key}>"
    if isinstance(value, int):
        return f"<{key}>{value}</{key}>"
    text = str(value)
    inner = escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"
    return f"<{key}>{inner}</{key}>"

"""What WeChat pushes: stored once, answered at once, understood from the outbox."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from server.contact.notices import permits, settling
from server.contact.notices.events import WeChatPushReceived
from server.core import clock, database, outbox
from server.core.privacy import decrypt, encrypt

_BODY = "wechat_pushes.body"
_KEEP = """
INSERT INTO wechat_pushes (push_key, appid, kind, body_enc, received_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING push_key
"""


@dataclass(frozen=True)
class _Push:
    key: str
    appid: str
    openid: str
    made_at: datetime
    body: Mapping[str, Any]


async def receive_push(push_key: str, *, appid: str, kind: str, body: Mapping[str, Any]) -> bool:
    """Keep a push once; False when it came before."""
    sealed = encrypt(msgspec.json.encode(dict(body)).decode(), _BODY)
    async with database.transaction():
        kept = await database.fetch(_KEEP, push_key, appid, kind, sealed, clock.now())
        if kept:
            await outbox.publish(WeChatPushReceived(push_key))
    return bool(kept)


async def pushed(push_key: str) -> tuple[str, Mapping[str, Any]] | None:
    """The account a push came to, and what it says; nothing where it is gone."""
    row = await database.fetch_one(
        "SELECT appid, body_enc FROM wechat_pushes WHERE push_key = $1", push_key
    )
    if row is None:
        return None
    body = msgspec.json.decode(decrypt(bytes(row["body_enc"]), _BODY), type=dict[str, Any])
    return row["appid"], body


async def push_received(event: WeChatPushReceived) -> None:
    """Settle sends and permits by what WeChat told."""
    row = await database.fetch_one(
        "SELECT appid, kind, body_enc FROM wechat_pushes WHERE push_key = $1", event.push_key
    )
    if row is None:
        return
    body = msgspec.json.decode(decrypt(bytes(row["body_enc"]), _BODY), type=dict[str, Any])
    openid = str(body.get("FromUserName", ""))
    if understand := _KINDS.get(row["kind"]):
        await understand(_Push(event.push_key, row["appid"], openid, _made_at(body), body))
    await database.execute(
        "UPDATE wechat_pushes SET handled_at = $2 WHERE push_key = $1", event.push_key, clock.now()
    )


def _made_at(body: Mapping[str, Any]) -> datetime:
    """When WeChat made it; our own time where it says nothing that can be a moment."""
    stamp = str(body.get("CreateTime", ""))
    if stamp.isascii() and stamp.isdecimal() and len(stamp) <= 10:  # noqa: PLR2004
        return datetime.fromtimestamp(int(stamp), UTC)
    return clock.now()


def _entries(body: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The three shapes WeChat uses: List as object, List as array, or no wrapper at all."""
    inner = body.get(name) or body
    listed = inner.get("List", inner) if isinstance(inner, Mapping) else inner
    for entry in listed if isinstance(listed, list) else [listed]:
        if isinstance(entry, Mapping) and entry.get("TemplateId"):
            yield entry


async def _sent(push: _Push) -> None:
    for entry in _entries(push.body, "SubscribeMsgSentEvent"):
        await settling.told_by_wechat(
            openid=push.openid,
            template=str(entry.get("TemplateId", "")),
            message_id=str(entry.get("MsgID") or entry.get("MsgId") or ""),
            why="" if str(entry.get("ErrorCode", "0")) == "0" else str(entry["ErrorCode"]),
        )


async def _popup(push: _Push) -> None:
    account_id = await _account_of(push)
    for entry in _entries(push.body, "SubscribeMsgPopupEvent") if account_id else ():
        line = _line(account_id, push, entry)
        is_yes = str(entry.get("SubscribeStatusString", "")).startswith("accept")
        once_key = f"popup:{push.key}:{line.template}"
        await permits.enter(line, "accepted" if is_yes else "rejected", once_key, at=push.made_at)


async def _change(push: _Push) -> None:
    account_id = await _account_of(push)
    for entry in _entries(push.body, "SubscribeMsgChangeEvent") if account_id else ():
        if entry.get("SubscribeStatusString") == "reject":
            line = _line(account_id, push, entry)
            await permits.end(line, "rejected", f"change:{push.key}:{line.template}")


def _line(account_id: Any, push: _Push, entry: Mapping[str, Any]) -> permits.Line:
    return permits.Line(account_id, push.appid, push.openid, str(entry.get("TemplateId", "")))


async def _account_of(push: _Push) -> Any:
    row = await database.fetch_one(
        "SELECT account_id FROM account_logins WHERE appid = $1 AND openid = $2",
        push.appid,
        push.openid,
    )
    return row["account_id"] if row else None


_KINDS: dict[str, Callable[[_Push], Awaitable[None]]] = {
    "subscribe_msg_sent_event": _sent,
    "subscribe_msg_popup_event": _popup,
    "subscribe_msg_change_event": _change,
}

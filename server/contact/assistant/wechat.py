"""WeChat's messages answered: one conversation a person and account, each message once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.contact import conversations, notices
from server.contact.assistant.service import Spoken, reply
from server.contact.conversations import Conversation
from server.core import clock, database
from server.core.actors import PUBLIC, Actor, Role
from server.core.config import settings

# What WeChat keeps open for answers; later a new conversation begins.
WINDOW = timedelta(hours=48)
_UNREADABLE = "转人工，我发了一段录音或图片"


async def push_received(event: notices.WeChatPushReceived) -> None:
    """Answer what somebody wrote to the mini-program or the official account. Bears repeating."""
    found = await notices.pushed(event.push_key)
    if found is None:
        return
    appid, body = found
    openid, text = str(body.get("FromUserName", "")), _text_of(body)
    if text is None or not openid:
        return
    by = await _who(appid, openid)
    known = await _open(appid, openid)
    if known is not None:
        await conversations.spoke(known.id)
        if await conversations.line_kept(known.id, event.push_key):
            return
    spoken = Spoken(
        text,
        channel="wechat-mini" if appid == settings().wechat_appid else "wechat-service",
        appid=appid,
        openid=openid,
        once_key=event.push_key,
    )
    replied = await reply(spoken, by, known)
    talk = known or await _open(appid, openid)
    if talk is not None:
        for said in replied.said:
            await conversations.queue(talk.id, said, is_ai=True)


def _text_of(body: Mapping[str, Any]) -> str | None:
    """What was said: words, a recording as WeChat heard it, else that somebody must listen."""
    kind = str(body.get("MsgType", ""))
    if kind == "text":
        return str(body.get("Content", "")).strip() or None
    if kind == "voice":
        return str(body.get("Recognition") or "").strip() or _UNREADABLE
    return _UNREADABLE if kind in {"image", "video", "shortvideo"} else None


async def _who(appid: str, openid: str) -> Actor:
    """Whose account this is, where it is known; otherwise anybody."""
    row = await database.fetch_one(
        "SELECT account_id FROM account_logins WHERE appid = $1 AND openid = $2", appid, openid
    )
    if row is None:
        return PUBLIC
    account_id: UUID = row["account_id"]
    return Actor(id=f"resident:{account_id}", role=Role.RESIDENT, account_id=account_id)


async def _open(appid: str, openid: str) -> Conversation | None:
    row = await database.fetch_one(
        "SELECT id FROM conversations WHERE appid = $1 AND openid = $2 AND (heard_at > $3"
        " OR state IN ('waiting', 'person')) ORDER BY heard_at DESC LIMIT 1",
        appid,
        openid,
        clock.now() - WINDOW,
    )
    return await conversations.find(row["id"]) if row else None

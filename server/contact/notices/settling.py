"""What became of cards that left: told by WeChat, or by ten minutes of silence."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from server.contact.notices.service import add_send
from server.core import clock, database

SETTLE_WITHIN = timedelta(minutes=10)

_BY_MESSAGE = "SELECT id FROM notice_sends WHERE provider_ref = $1"
# A card whose answer was lost has no message id: its spent permit says for whom and what it was.
_BY_PERMIT = """
SELECT s.id FROM wechat_permits p
  JOIN notice_sends s ON p.once_key = 'spent:' || s.id || ':' || s.attempts
 WHERE p.openid = $1 AND p.template = $2 AND p.reason = 'spent'
   AND s.state = 'marked' AND s.provider_ref IS NULL
 ORDER BY s.marked_at LIMIT 1
"""
_SETTLE = """
UPDATE notice_sends SET state = $2, settled_at = $3,
       delivered_at = CASE WHEN $2::text = 'sent' THEN $3::timestamptz END,
       last_error = nullif($4, ''),
       provider_ref = coalesce(nullif($5, ''), provider_ref), locked_by = NULL, locked_until = NULL
 WHERE id = $1 AND state IN ('marked', 'sent', 'unsettled') RETURNING notice_id
"""


async def told_by_wechat(*, openid: str, template: str, message_id: str, why: str) -> None:
    """A card arrived, or `why` it did not: then SMS takes over."""
    row = await _card(openid, template, message_id)
    if row is None:
        return
    async with database.transaction():
        state = "refused" if why else "sent"
        settled = await database.fetch(_SETTLE, row["id"], state, clock.now(), why, message_id)
        if settled and why:
            await add_send(settled[0]["notice_id"], "sms")


async def _card(openid: str, template: str, message_id: str) -> dict[str, Any] | None:
    by_message = await database.fetch_one(_BY_MESSAGE, message_id) if message_id else None
    return by_message or await database.fetch_one(_BY_PERMIT, openid, template)


async def accepted(send_id: UUID, message_id: str) -> None:
    """WeChat took the card; an event that came before this answer is not written over."""
    await database.execute(
        "UPDATE notice_sends SET state = 'sent', settled_at = $2, provider_ref = nullif($3, '')"
        " WHERE id = $1 AND state = 'marked'",
        send_id,
        clock.now(),
        message_id,
    )


async def settle_overdue() -> int:
    """A marked card that no sent event confirmed within ten minutes: SMS takes over."""
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE notice_sends SET state = 'unsettled', settled_at = $1"
            " WHERE state = 'marked' AND marked_at < $2 RETURNING notice_id",
            clock.now(),
            clock.now() - SETTLE_WITHIN,
        )
        for row in rows:
            await add_send(row["notice_id"], "sms")
    return len(rows)

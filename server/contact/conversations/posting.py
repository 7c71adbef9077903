"""Sending words to WeChat: inside its 48 hours and its five messages, never twice.

What does not fit waits for the resident's next message; what may have left is not sent again.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.connectors import Away, OutcomeUnknown, SendRefused, World
from server.contact.conversations import records
from server.contact.conversations.records import Body
from server.core import clock, database, ids

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 6
MOST_CHARACTERS = 600
_COUNT_USED, _WINDOW_OVER = "45047", "45015"
_QUEUE = """
INSERT INTO chat_sends (id, conversation_id, body_enc, is_ai, state, attempts, made_at, due_at)
VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5)
"""
# One at a time and in order: a later word never overtakes an earlier one.
_CLAIM = """
UPDATE chat_sends SET locked_until = $1::timestamptz + $2::interval, locked_by = $3,
       attempts = attempts + 1
 WHERE id IN (SELECT s.id FROM chat_sends s WHERE s.state = 'waiting' AND s.due_at <= $4
     AND (s.locked_until IS NULL OR s.locked_until < $1)
     AND NOT EXISTS (SELECT 1 FROM chat_sends e WHERE e.conversation_id = s.conversation_id
       AND e.id < s.id AND e.state IN ('waiting', 'marked'))
   ORDER BY s.due_at, s.id LIMIT 20 FOR UPDATE OF s SKIP LOCKED)
RETURNING id, conversation_id, body_enc, is_ai, attempts
"""
_MARK = """
UPDATE chat_sends SET state = 'marked', locked_by = NULL, locked_until = NULL
 WHERE id = $1 AND locked_by = $2 AND state = 'waiting' RETURNING id
"""


async def queue(conversation_id: UUID, body: Body, *, is_ai: bool) -> None:
    """Words for somebody in WeChat. Call in the transaction that keeps them."""
    sealed = records.seal_body(Body(as_text(body)[:MOST_CHARACTERS]))
    await database.execute(_QUEUE, ids.new(), conversation_id, sealed, is_ai, clock.now())


def as_text(body: Body) -> str:
    """An answer as one message: words, source, what can be said next, numbers to call."""
    parts = [body.text]
    for source in body.sources[:1]:
        parts.append(f"（{source['title']}{source['clause']}，{source['dated']}）")
    calls = [action["target"].removeprefix("tel:") for action in body.actions if action["target"]]
    if numbers := [number for number in calls if number.isdigit()]:
        parts.append("电话：" + "、".join(numbers))
    if body.choices:
        parts.append("可以回：" + " / ".join(body.choices))
    return "\n".join(parts)


async def spoke(conversation_id: UUID) -> None:
    """The resident wrote again: what was held back may go now."""
    await database.execute(
        "UPDATE chat_sends SET state = 'waiting', due_at = $2 WHERE conversation_id = $1"
        " AND state = 'held'",
        conversation_id,
        clock.now(),
    )


async def post_due(world: World, worker: str) -> int:
    """Send what is due; returns how many were tried."""
    claimed = await database.fetch(_CLAIM, clock.real_now(), LEASE, worker, clock.now())
    for row in claimed:
        await _post(world, row, worker)
    return len(claimed)


async def _post(world: World, row: dict[str, Any], worker: str) -> None:
    to = await database.fetch_one(
        "SELECT openid, appid FROM conversations WHERE id = $1", row["conversation_id"]
    )
    if to is None or not await database.fetch(_MARK, row["id"], worker):
        return
    text = records.open_body(row["body_enc"]).text
    try:
        await world.wechat.say(to["openid"], to["appid"], text, is_ai=row["is_ai"])
    except SendRefused as refused:
        await _refused(row, str(refused.details.get("why", "")))
    except OutcomeUnknown:
        # It may have arrived; the words stay in the conversation, where staff see them.
        log.warning("a chat message left with an unknown outcome")
        await _settle(row["id"], "unknown")
    except Away:
        await _again(row)
    else:
        await _settle(row["id"], "sent")


async def _refused(row: dict[str, Any], why: str) -> None:
    if why == _COUNT_USED:
        await _settle(row["id"], "held")
        return
    state = "expired" if why == _WINDOW_OVER else "failed"
    async with database.transaction():
        await _settle(row["id"], state)
        await database.execute(
            "INSERT INTO conversation_messages (conversation_id, turn, author, body_enc, is_missed,"
            " is_hidden, at) SELECT id, turn, 'event', $2, false, true, $3 FROM conversations"
            " WHERE id = $1",
            row["conversation_id"],
            records.seal_body(Body("微信没送到（超过 48 小时或对方关了），请打电话。")),
            clock.now(),
        )


async def _again(row: dict[str, Any]) -> None:
    """It certainly did not leave."""
    state = "failed" if row["attempts"] >= MOST_ATTEMPTS else "waiting"
    await database.execute(
        "UPDATE chat_sends SET state = $2, due_at = $3 WHERE id = $1 AND state = 'marked'",
        row["id"],
        state,
        clock.now() + timedelta(seconds=2 ** row["attempts"]),
    )


async def _settle(send_id: UUID, state: str) -> None:
    await database.execute(
        "UPDATE chat_sends SET state = $2, settled_at = $3 WHERE id = $1",
        send_id,
        state,
        clock.now(),
    )

"""Keeping what was said: a message, its answer and what follows from both, in one statement."""

from typing import Any
from uuid import UUID

from server.contact.conversations import alarms, records
from server.contact.conversations.errors import MessageKept
from server.contact.conversations.events import PersonWanted
from server.contact.conversations.records import Conversation, HandOver, Line, Opening, Turn
from server.core import clock, database, ids, outbox

_LINES = """
INSERT INTO conversation_messages (conversation_id, turn, author, staff_id, body_enc, intent,
  item_code, confidence, is_missed, is_hidden, once_key, at)
SELECT kept.id, kept.turn, said.author, said.staff_id, said.body, said.intent, said.item,
  said.confidence, said.missed, said.hidden, said.once_key, $1
  FROM kept, unnest($2::text[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::real[],
  $8::bool[], $9::bool[], $10::text[]) WITH ORDINALITY AS said (author, staff_id, body, intent,
  item, confidence, missed, hidden, once_key, place) ORDER BY said.place
RETURNING conversation_id
"""
_OPEN = f"""
WITH kept AS (INSERT INTO conversations (id, key_digest, channel, account_id, appid, openid,
  language, is_care, region_code, turn, memory_enc, item_code, state, office_code, reason,
  is_urgent, handed_over_at, answer_by, phone_enc, started_at, heard_at, said_at)
  VALUES ($11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $21, $22, $23, $24, $25, $26, $27,
  $28, $1, $1, $1) RETURNING id, turn)
{_LINES}
"""
_GO_ON = f"""
WITH kept AS (UPDATE conversations SET turn = turn + 1, memory_enc = $13, item_code = $14,
  state = $15, office_code = coalesce($16, office_code),
  reason = CASE reason WHEN 'crisis' THEN reason WHEN 'rating' THEN $17
  ELSE coalesce($17, reason) END,
  is_urgent = is_urgent OR $18, handed_over_at = coalesce(handed_over_at, $19),
  answer_by = least(answer_by, $20), phone_enc = coalesce($21, phone_enc),
  account_id = coalesce(account_id, $22), language = $23, is_care = $24, owner_id = $25,
  rating = coalesce(rating, $26),
  rated_at = CASE WHEN $26::smallint IS NULL THEN rated_at ELSE $1 END,
  heard_at = $1, said_at = $1
  WHERE id = $11 AND turn = $12 RETURNING id, turn)
{_LINES}
"""


async def open_with(opening: Opening, turn: Turn) -> tuple[str, UUID]:
    """Begin a conversation with its first turn; the key to go on with, and its id."""
    key, new = ids.token(), ids.new()
    args = (
        *_columns(turn.lines),
        new,
        None if opening.openid else records.key_digest(key),
        opening.channel,
        opening.account_id,
        opening.appid,
        opening.openid,
        opening.language,
        opening.is_care,
        opening.region,
        records.seal_memory(turn.memory),
        turn.item,
        "waiting" if turn.hand_over else "bot",
        *_handed(turn.hand_over),
        records.seal_phone(turn.phone),
    )
    await _write(_OPEN, args, new, 1, turn)
    return key, new


async def keep(known: Conversation, turn: Turn, *, opening: Opening) -> None:
    """Add a turn to a conversation as it was read. Raises MessageKept when it has moved on."""
    office, reason, is_urgent, at, answer_by = _handed(turn.hand_over)
    args = (
        *_columns(turn.lines),
        known.id,
        known.turn,
        records.seal_memory(turn.memory),
        turn.item,
        _state_after(known, turn),
        office,
        reason,
        is_urgent,
        at,
        answer_by,
        records.seal_phone(turn.phone),
        opening.account_id,
        opening.language,
        opening.is_care,
        known.owner_id if known.state == "person" else None,
        turn.rating,
    )
    await _write(_GO_ON, args, known.id, known.turn + 1, turn)


def _state_after(known: Conversation, turn: Turn) -> str:
    if known.state == "person":
        return "person"
    return "waiting" if turn.hand_over or known.state == "waiting" else "bot"


def _handed(given: HandOver | None) -> tuple[Any, ...]:
    if given is None:
        return None, None, False, None, None
    return given.office, given.reason, given.is_urgent, clock.now(), given.answer_by


def _columns(lines: tuple[Line, ...]) -> tuple[Any, ...]:
    return (
        clock.now(),
        [line.author for line in lines],
        [line.staff_id for line in lines],
        [records.seal_body(line.body) for line in lines],
        [line.intent for line in lines],
        [line.item for line in lines],
        [line.confidence for line in lines],
        [line.is_missed for line in lines],
        [line.is_hidden for line in lines],
        [line.once_key for line in lines],
    )


async def _write(
    sql: str, args: tuple[Any, ...], conversation_id: UUID, number: int, turn: Turn
) -> None:
    if turn.hand_over is None:
        await _insert(sql, args)
        return
    async with database.transaction():
        await _insert(sql, args)
        if turn.alarm:
            await alarms.sound(conversation_id, turn.alarm, turn.hand_over.office)
        await outbox.publish(PersonWanted(str(conversation_id), number))


async def _insert(sql: str, args: tuple[Any, ...]) -> None:
    if not await database.fetch(sql, *args):
        raise MessageKept

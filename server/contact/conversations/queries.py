"""Reading conversations and what was said in them."""

from datetime import datetime
from uuid import UUID

from server.contact.conversations.errors import ConversationUnknown
from server.contact.conversations.records import (
    COLUMNS,
    Conversation,
    Line,
    conversation_of,
    key_digest,
    line_of,
)
from server.core import database

_LINE = (
    "id, turn, author, staff_id, body_enc, intent, item_code, confidence, is_missed, is_hidden, at"
)


async def of_key(key: str, account_id: UUID | None) -> Conversation:
    """The conversation a key opens; somebody else's stays closed. Raises ConversationUnknown."""
    row = await database.fetch_one(
        f"SELECT {COLUMNS} FROM conversations WHERE key_digest = $1", key_digest(key)
    )
    if row is None or row["account_id"] not in (None, account_id):
        raise ConversationUnknown
    return conversation_of(row)


async def find(conversation_id: UUID) -> Conversation | None:
    """That conversation, whoever asks; callers check who may."""
    row = await database.fetch_one(
        f"SELECT {COLUMNS} FROM conversations WHERE id = $1", conversation_id
    )
    return conversation_of(row) if row else None


async def line_kept(conversation_id: UUID, once_key: str) -> Line | None:
    """The message that came with this key before, or None."""
    row = await database.fetch_one(
        f"SELECT {_LINE} FROM conversation_messages WHERE conversation_id = $1 AND once_key = $2",
        conversation_id,
        once_key,
    )
    return line_of(row) if row else None


async def said_after(conversation_id: UUID, turn: int) -> list[Line]:
    """What was answered in a turn."""
    rows = await database.fetch(
        f"SELECT {_LINE} FROM conversation_messages WHERE conversation_id = $1 AND turn = $2"
        " AND author = 'assistant' ORDER BY id",
        conversation_id,
        turn,
    )
    return [line_of(row) for row in rows]


async def transcript(
    conversation_id: UUID, *, after: int = 0, with_hidden: bool = False, with_notes: bool = False
) -> list[Line]:
    """What was said, oldest first; talk of danger and colleagues' notes only where asked for."""
    rows = await database.fetch(
        f"SELECT {_LINE} FROM conversation_messages WHERE conversation_id = $1 AND id > $2"
        " AND ($3 OR NOT is_hidden) AND ($4 OR author <> 'note') ORDER BY id LIMIT 500",
        conversation_id,
        after,
        with_hidden,
        with_notes,
    )
    return [line_of(row) for row in rows]


async def loose_ends(before: datetime) -> list[UUID]:
    """Conversations whose last word is a resident's and that nobody answers for; always empty."""
    rows = await database.fetch(
        "SELECT c.id FROM conversations c JOIN LATERAL (SELECT author FROM conversation_messages m"
        " WHERE m.conversation_id = c.id AND author <> 'note' ORDER BY m.id DESC LIMIT 1) last"
        " ON true WHERE last.author = 'resident' AND c.state NOT IN ('waiting', 'person')"
        " AND c.heard_at < $1",
        before,
    )
    return [row["id"] for row in rows]

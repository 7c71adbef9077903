"""The office's conversations: what was promised to whom, first what is due first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.contact.conversations.errors import ConversationUnknown
from server.contact.conversations.records import (
    COLUMNS,
    Conversation,
    Line,
    conversation_of,
    line_of,
    open_body,
    open_phone,
)
from server.core import database
from server.core.actors import Actor, Role
from server.registry import audit, people, regions

READERS = frozenset({Role.CLERK, Role.HEAD, Role.COUNTY_REVIEWER})
_MOST = 200
# The offices that a place's talk may wait at: below one's own, or wider where nobody knows the
# place. Relatives' talk is hidden.
_OURS = """
(c.office_code = ANY ($1::text[]) OR c.office_code LIKE $2 || '%')
 AND NOT EXISTS (SELECT 1 FROM accounts a JOIN staff_relatives r ON r.person_id = a.person_id
  WHERE a.id = c.account_id AND r.staff_id = $3)
"""
_LAST = (
    "(SELECT m.body_enc FROM conversation_messages m WHERE m.conversation_id = c.id"
    " AND m.author = 'resident' ORDER BY m.id DESC LIMIT 1)"
)
_LISTED = f"""
SELECT c.id, c.state, c.item_code, c.reason, c.is_urgent, c.answer_by, c.owner_id, c.channel,
  c.heard_at, coalesce(p.name, '') AS name, coalesce(s.name, '') AS owner, {_LAST} AS body_enc
  FROM conversations c LEFT JOIN accounts a ON a.id = c.account_id
  LEFT JOIN people p ON p.id = a.person_id LEFT JOIN staff s ON s.id = c.owner_id
 WHERE {_OURS} AND c.state IN ('waiting', 'person')
 ORDER BY c.reason = 'crisis' DESC, c.answer_by, c.id LIMIT {_MOST}
"""


@dataclass(frozen=True)
class Waiting:
    """One conversation in the list."""

    id: UUID
    name: str
    item: str | None
    state: str
    reason: str
    is_urgent: bool
    is_mine: bool
    owner: str
    channel: str
    answer_by: datetime
    heard_at: datetime
    last: str


@dataclass(frozen=True)
class Opened:
    """One conversation as staff see it: all that was said, who it is, the number to call."""

    conversation: Conversation
    name: str
    person_id: UUID | None
    phone: str
    owner: str
    lines: tuple[Line, ...]


async def waiting_for(by: Actor) -> list[Waiting]:
    """What waits in somebody's area, danger first, then by the time that was promised."""
    if by.role not in READERS or not by.office:
        return []
    rows = await database.fetch(_LISTED, *_area(by))
    return [_waiting(row, by) for row in rows]


def _area(by: Actor) -> tuple[list[str], str, UUID | None]:
    return list(regions.chain_of(by.office)), by.office, by.staff_id


def _waiting(row: dict[str, Any], by: Actor) -> Waiting:
    sealed, owner_id = row.pop("body_enc"), row.pop("owner_id")
    last = open_body(sealed).text if sealed else ""
    is_mine = owner_id is not None and owner_id == by.staff_id
    known = {**row, "reason": row["reason"] or "", "item": row["item_code"]}
    known.pop("item_code")
    return Waiting(**known, is_mine=is_mine, last=last)


async def count_waiting(by: Actor) -> int:
    """How many are waiting, or with a person who owes an answer."""
    return len(await waiting_for(by))


async def visible(conversation_id: UUID, by: Actor) -> bool:
    """Whether a conversation is this office's business."""
    if by.role not in READERS or not by.office:
        return False
    row = await database.fetch_one(
        f"SELECT 1 AS ours FROM conversations c WHERE {_OURS} AND c.id = $4",
        *_area(by),
        conversation_id,
    )
    return row is not None


async def opened(conversation_id: UUID, by: Actor) -> Opened:
    """One conversation with everything said in it; opening it is audited.

    Raises ConversationUnknown.
    """
    row = await database.fetch_one(
        f"SELECT {COLUMNS}, phone_enc FROM conversations WHERE id = $1", conversation_id
    )
    if row is None or not await visible(conversation_id, by):
        raise ConversationUnknown
    phone = open_phone(row.pop("phone_enc"))
    known = conversation_of(row)
    async with database.transaction():
        await audit.record(by, "open-conversation", f"conversation:{conversation_id}")
    account = await people.account_of(known.account_id) if known.account_id else None
    person = await people.of(account.person_id) if account and account.person_id else None
    return Opened(
        conversation=known,
        name=person.name if person else "",
        person_id=person.id if person else None,
        phone=phone or (account.phone if account and account.phone else ""),
        owner=await _owner(known),
        lines=tuple(await _all_lines(conversation_id)),
    )


async def _owner(known: Conversation) -> str:
    row = await database.fetch_one("SELECT name FROM staff WHERE id = $1", known.owner_id)
    return str(row["name"]) if row else ""


async def _all_lines(conversation_id: UUID) -> list[Line]:
    rows = await database.fetch(
        "SELECT id, turn, author, staff_id, body_enc, intent, item_code, confidence, is_missed,"
        " is_hidden, at FROM conversation_messages WHERE conversation_id = $1 ORDER BY id",
        conversation_id,
    )
    return [line_of(row) for row in rows]

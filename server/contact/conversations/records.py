"""Conversations and messages as values; texts are sealed in their rows."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from server.core.privacy import decrypt, encrypt

Author = Literal["resident", "assistant", "person", "note", "event"]
_MEMORY = "conversations.memory"
_BODY = "conversation_messages.body"
_PHONE = "conversations.phone"


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message says: words, choices to tap, buttons, and where it comes from."""

    text: str
    choices: tuple[str, ...] = ()
    actions: tuple[dict[str, Any], ...] = ()
    sources: tuple[dict[str, str], ...] = ()


_body = msgspec.json.Decoder(Body)


@dataclass(frozen=True)
class Line:
    """One message, and what was understood of it."""

    author: Author
    body: Body
    at: datetime | None = None
    id: int = 0
    turn: int = 0
    staff_id: UUID | None = None
    intent: str | None = None
    item: str | None = None
    confidence: float | None = None
    is_missed: bool = False
    is_hidden: bool = False
    once_key: str | None = None


@dataclass(frozen=True)
class Opening:
    """With whom a conversation begins, by which way, in which language, and where."""

    channel: str
    region: str
    language: str = "zh_CN"
    is_care: bool = False
    account_id: UUID | None = None
    appid: str | None = None
    openid: str | None = None


@dataclass(frozen=True)
class HandOver:
    """Who shall answer, by when, and why."""

    reason: str
    office: str
    answer_by: datetime
    is_urgent: bool = False


@dataclass(frozen=True)
class Turn:
    """One message and all that came of it, kept together or not at all."""

    lines: tuple[Line, ...]
    memory: dict[str, Any]
    item: str | None = None
    hand_over: HandOver | None = None
    phone: str = ""
    alarm: str | None = None
    rating: int | None = None


@dataclass(frozen=True)
class Conversation:
    """A conversation as it stands."""

    id: UUID
    channel: str
    region_code: str
    language: str
    is_care: bool
    turn: int
    state: str
    is_urgent: bool
    started_at: datetime
    heard_at: datetime
    account_id: UUID | None = None
    appid: str | None = None
    openid: str | None = None
    item_code: str | None = None
    office_code: str | None = None
    owner_id: UUID | None = None
    reason: str | None = None
    handed_over_at: datetime | None = None
    answer_by: datetime | None = None
    case_no: str | None = None
    said_at: datetime | None = None
    rating: int | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    has_phone: bool = False

    @property
    def is_handed_over(self) -> bool:
        """Whether a person has it, or will."""
        return self.state in {"waiting", "person"}


COLUMNS = """id, channel, region_code, language, is_care, turn, state, is_urgent, started_at,
 heard_at, account_id, appid, openid, item_code, office_code, owner_id, reason, handed_over_at,
 answer_by, case_no, said_at, rating, memory_enc, phone_enc IS NOT NULL AS has_phone"""


def key_digest(key: str) -> bytes:
    """What is stored of the key that the holder of a conversation keeps."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()


def conversation_of(row: dict[str, Any]) -> Conversation:
    """A row as a value."""
    sealed = row.pop("memory_enc")
    memory = msgspec.json.decode(decrypt(bytes(sealed), _MEMORY)) if sealed else {}
    return Conversation(**row, memory=memory)


def line_of(row: dict[str, Any]) -> Line:
    """A row as a message."""
    return Line(body=open_body(row.pop("body_enc")), item=row.pop("item_code"), **row)


def seal_memory(memory: dict[str, Any]) -> bytes:
    """Memory for its column."""
    return encrypt(msgspec.json.encode(memory).decode(), _MEMORY)


def seal_body(body: Body) -> bytes:
    """A message for its column."""
    return encrypt(msgspec.json.encode(body).decode(), _BODY)


def open_body(sealed: Any) -> Body:
    """What a message says."""
    return _body.decode(decrypt(bytes(sealed), _BODY))


def seal_phone(phone: str) -> bytes | None:
    """A number to call back, or nothing."""
    return encrypt(phone, _PHONE) if phone else None


def open_phone(sealed: Any) -> str:
    """The number again."""
    return decrypt(bytes(sealed), _PHONE) if sealed else ""

"""Reading notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from server.contact.notices import calls
from server.contact.notices.models import Notice
from server.contact.notices.texts import text_of
from server.core import clock
from server.core.actors import Actor


@dataclass(frozen=True)
class NoticeView:
    """A notice in words."""

    id: UUID
    title: str
    body: str
    case_no: str | None
    created_at: datetime
    is_read: bool


async def of_account(by: Actor, language: str = "zh_CN") -> list[NoticeView]:
    """One's notices, newest first."""
    rows = await _seen_by(by).order_by("-created_at").limit(200)
    return [_view(row, language) for row in rows]


def _view(row: Notice, language: str) -> NoticeView:
    text = text_of(row.kind, language, row.params)
    return NoticeView(
        row.id, text.title, text.body, row.case_no, row.created_at, row.read_at is not None
    )


async def unread(by: Actor) -> int:
    """How many one has not opened yet."""
    return await _seen_by(by).filter(read_at=None).count()


def _seen_by(by: Actor) -> QuerySet[Notice]:
    """One's notices; of the people an account serves only those of the one served now."""
    return Notice.filter(Q(person_id=None) | Q(person_id=by.subject), account_id=by.account_id)


async def mark_read(by: Actor, notice_id: UUID | None = None) -> None:
    """Note that one notice, or all of them, have been seen."""
    rows = _seen_by(by).filter(read_at=None)
    await (rows.filter(id=notice_id) if notice_id else rows).update(read_at=clock.now())
    if by.account_id is not None:
        await calls.read_in_app(by.account_id)

"""What staff do with a conversation: take it, answer, note, pass on, give it back to the assistant.

Each act is one transaction that locks the conversation, writes who did it, and leaves either an
answer or an owner with a date.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from server.contact.conversations import news, posting, records
from server.contact.conversations.errors import (
    AnswerEmpty,
    ConversationTaken,
    ConversationUnknown,
    NotWithYou,
    OfficeUnknown,
    OutcomeUnknown,
)
from server.contact.conversations.inbox import visible
from server.contact.conversations.records import COLUMNS, Body, Conversation, conversation_of
from server.contact.conversations.rules import promised, when_words
from server.core import clock, database
from server.core.actors import Actor
from server.registry import audit, regions, workdays

_MOST_TEXT = 2000
OUTCOMES = ("answered", "no_answer", "again")
NO_ANSWER_AGAIN = timedelta(minutes=30)
_ADD = """
INSERT INTO conversation_messages (conversation_id, turn, author, staff_id, body_enc, is_missed,
  is_hidden, at) SELECT id, turn, $2, $3, $4, false, $5, $6 FROM conversations WHERE id = $1
"""
_SATISFIED = ("满意", "一般", "不满意")


async def take(conversation_id: UUID, by: Actor) -> None:
    """Answer for a conversation from now on; the resident reads that somebody is there.

    Raises ConversationUnknown, ConversationTaken.
    """
    async with _changing(conversation_id, by, "take-conversation") as known:
        if known.owner_id not in (None, by.staff_id):
            raise ConversationTaken
        if known.owner_id == by.staff_id:
            return
        until = known.answer_by or _promise(known)
        await _hold(known, by.staff_id, until)
        text = (
            "The office is with you now."
            if known.language == "en"
            else "工作人员来了，正在看您说的。"
        )
        await _say(known, "event", text)


async def answer(conversation_id: UUID, by: Actor, text: str) -> None:
    """Write to the resident; whoever answers has it. Raises as `take` does, and AnswerEmpty."""
    words = text.strip()
    if not words or len(words) > _MOST_TEXT:
        raise AnswerEmpty(fields={"text": "field.missing" if not words else "field.too_long"})
    async with _changing(conversation_id, by, "answer-conversation") as known:
        if known.owner_id not in (None, by.staff_id):
            raise ConversationTaken
        # Nothing is owed until the resident speaks again; a day of silence gives it back.
        await _hold(known, by.staff_id, workdays.deadline(clock.now(), workdays=1).at)
        await _say(known, "person", words, by.staff_id)


async def note(conversation_id: UUID, by: Actor, text: str) -> None:
    """Write something down for colleagues; the resident never sees it."""
    if not text.strip():
        raise AnswerEmpty(fields={"text": "field.missing"})
    async with _changing(conversation_id, by, "note-conversation") as known:
        await _say(known, "note", text.strip()[:_MOST_TEXT], by.staff_id)


async def transfer(conversation_id: UUID, by: Actor, office: str, why: str) -> None:
    """Pass it on to another office, which has a new promised time. Raises OfficeUnknown."""
    if office not in offered_offices(by):
        raise OfficeUnknown(fields={"office": "field.not_a_choice"})
    async with _changing(conversation_id, by, "transfer-conversation") as known:
        until = _promise(known)
        await _wait(known, office, until)
        name = regions.of(office).name
        said = when_words(until, clock.now(), known.language)
        text = f"已转给{name}，{said} 前回您。"
        if known.language == "en":
            text = f"Passed on to {name}; you get an answer before {said}."
        await _say(known, "event", text)
        if why.strip():
            await _say(known, "note", why.strip()[:_MOST_TEXT], by.staff_id)


def offered_offices(by: Actor) -> dict[str, str]:
    """Where somebody may pass a conversation on: the offices of the county, by name."""
    county = regions.ancestor(by.office, 3) if by.office else None
    if county is None:
        return {}
    found = {county.code: county.name}
    for region in regions.children_of(county.code):
        found[region.code] = region.name
    return {code: name for code, name in found.items() if code != by.office}


async def settle(
    conversation_id: UUID, by: Actor, *, outcome: str, words: str, again: datetime | None = None
) -> None:
    """Write down what came of a call or talk.

    Answered: the assistant has it again and asks once how it was. Nobody answering, or another
    time agreed: it stays owed, by a new time. Raises OutcomeUnknown, NotWithYou.
    """
    if outcome not in OUTCOMES or (outcome == "again" and again is None):
        raise OutcomeUnknown(fields={"outcome": "field.not_a_choice"})
    async with _changing(conversation_id, by, f"settle-{outcome}") as known:
        if known.owner_id != by.staff_id:
            raise NotWithYou
        if words.strip():
            await _say(known, "note", words.strip()[:_MOST_TEXT], by.staff_id)
        if outcome == "answered":
            await _give_back(known)
            return
        until = again or clock.now() + NO_ANSWER_AGAIN
        await _hold(known, by.staff_id, until)
        said = when_words(until, clock.now(), known.language)
        text = (
            f"刚才打您电话没接通，{said} 前再打。"
            if outcome == "no_answer"
            else f"约好 {said} 再说。"
        )
        await _say(known, "event", text)


async def _give_back(known: Conversation) -> None:
    asks = known.rating is None and known.reason != "crisis"
    await database.execute(
        "UPDATE conversations SET state = 'bot', owner_id = NULL, answer_by = NULL,"
        " handed_over_at = NULL, is_urgent = false, reason = $2, turn = turn + 1 WHERE id = $1",
        known.id,
        "rating" if asks else None,
    )
    if asks:
        english = known.language == "en"
        text = "Are you satisfied with how you were helped?" if english else "这次帮您，您满意吗？"
        choices = ("Satisfied", "So-so", "Not satisfied") if english else _SATISFIED
        await _say(known, "assistant", text, choices=choices)


async def return_silent() -> int:
    """Give back to the office what was promised and not kept; the resident is told a new time."""
    rows = await database.fetch(
        f"SELECT {COLUMNS} FROM conversations WHERE state = 'person' AND answer_by < $1"
        " ORDER BY answer_by LIMIT 100 FOR UPDATE SKIP LOCKED",
        clock.now(),
    )
    for row in rows:
        await _return(conversation_of(row))
    return len(rows)


async def _return(known: Conversation) -> None:
    """An owner who is silent loses it. Who was answered already owes and is owed nothing more."""
    last = await database.fetch_one(
        "SELECT author FROM conversation_messages WHERE conversation_id = $1"
        " AND author IN ('resident', 'person') ORDER BY id DESC LIMIT 1",
        known.id,
    )
    if last is not None and last["author"] == "person":
        await _give_back(known)
        return
    until = promised(clock.now(), workdays.is_workday, is_urgent=True)
    await _wait(known, known.office_code or known.region_code, until)
    said = when_words(until, clock.now(), known.language)
    text = f"让您久等了，换一位同事，{said} 前回您。"
    if known.language == "en":
        text = f"Sorry for the wait. A colleague answers before {said}."
    await _say(known, "event", text)


@asynccontextmanager
async def _changing(conversation_id: UUID, by: Actor, act: str) -> AsyncIterator[Conversation]:
    """The conversation, locked, if it is this office's; noted, and told to who watches."""
    async with database.transaction():
        row = await database.fetch_one(
            f"SELECT {COLUMNS} FROM conversations WHERE id = $1 FOR UPDATE", conversation_id
        )
        if row is None or not await visible(conversation_id, by):
            raise ConversationUnknown
        yield conversation_of(row)
        await audit.record(by, act, f"conversation:{conversation_id}")
        await news.tell()


async def _hold(known: Conversation, staff_id: UUID | None, until: datetime) -> None:
    await database.execute(
        "UPDATE conversations SET state = 'person', owner_id = $2, answer_by = $3, said_at = $4,"
        " office_code = coalesce(office_code, region_code),"
        " handed_over_at = coalesce(handed_over_at, $4), turn = turn + 1 WHERE id = $1",
        known.id,
        staff_id,
        until,
        clock.now(),
    )


async def _wait(known: Conversation, office: str, until: datetime) -> None:
    await database.execute(
        "UPDATE conversations SET state = 'waiting', owner_id = NULL, office_code = $2,"
        " answer_by = $3, handed_over_at = coalesce(handed_over_at, $4), turn = turn + 1"
        " WHERE id = $1",
        known.id,
        office,
        until,
        clock.now(),
    )


def _promise(known: Conversation) -> datetime:
    return promised(clock.now(), workdays.is_workday, is_urgent=known.is_urgent)


async def _say(
    known: Conversation,
    author: str,
    text: str,
    staff_id: UUID | None = None,
    *,
    choices: tuple[str, ...] = (),
) -> None:
    await database.execute(
        _ADD,
        known.id,
        author,
        staff_id,
        records.seal_body(Body(text, choices)),
        known.reason == "crisis",
        clock.now(),
    )
    if known.openid and author in {"person", "event", "assistant"}:
        await posting.queue(known.id, Body(text, choices), is_ai=author == "assistant")

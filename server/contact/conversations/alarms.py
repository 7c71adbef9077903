"""Danger to a life: the duty roster is called one after another until somebody has seen it.

Each has five minutes; then the next is called, and the resident is told plainly that nobody has
seen it yet and whom to dial.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.contact.conversations import news, posting, records, texting
from server.contact.conversations.errors import AlarmUnknown, OutcomeUnknown
from server.contact.conversations.inbox import READERS
from server.contact.conversations.queries import find
from server.contact.conversations.records import Body
from server.contact.conversations.roster import roster_for
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.privacy import encrypt
from server.registry import audit, regions

TO_SEE = timedelta(minutes=5)
OUTCOMES = ("safe", "hospital", "police", "rescued", "unknown", "death", "false_alarm")
_RAISE = """
INSERT INTO crisis_alarms (id, conversation_id, kind, office_code, raised_at, calls, next_at)
VALUES ($1, $2, $3, $4, $5, 0, $5) ON CONFLICT (conversation_id) WHERE closed_at IS NULL
DO UPDATE SET kind = excluded.kind
"""
_SAY = """
INSERT INTO conversation_messages (conversation_id, turn, author, body_enc, is_missed, is_hidden,
  at) SELECT id, turn, 'event', $2, false, true, $3 FROM conversations WHERE id = $1
"""
_UNSEEN = {
    "zh_CN": "还没有人看到您的话。请现在就打{numbers}。我们在接着找人。",
    "en": "Nobody has seen this yet. Please call {numbers} now. We keep calling people.",
}
_SEEN = {
    "zh_CN": "值班的人看到了，正在联系您。等不得就打{numbers}。",
    "en": "Somebody on duty has seen this and will contact you. Cannot wait? Call {numbers}.",
}
_NUMBERS = {
    "suicide": "120、110",
    "violence": "110",
    "child": "110",
    "medical": "120",
    "fire": "119",
    "missing": "110",
    "elder": "110、120",
}


@dataclass(frozen=True)
class Alarm:
    """One alarm as the office sees it."""

    id: UUID
    conversation_id: UUID
    kind: str
    office_code: str
    raised_at: datetime
    calls: int
    seen_at: datetime | None
    seen_by: str
    is_mine: bool


async def sound(conversation_id: UUID, kind: str, office: str) -> None:
    """Raise the alarm, once while one is open. Call in the transaction that keeps the words."""
    await database.execute(_RAISE, ids.new(), conversation_id, kind, office, clock.now())


async def call_due() -> int:
    """Call whoever is next for each alarm that nobody has seen; returns how many were called."""
    async with database.transaction():
        rows = await database.fetch(
            "SELECT a.id, a.conversation_id, a.kind, a.office_code, a.calls, c.language"
            " FROM crisis_alarms a JOIN conversations c ON c.id = a.conversation_id"
            " WHERE a.seen_at IS NULL AND a.next_at <= $1 ORDER BY a.raised_at LIMIT 50"
            " FOR UPDATE OF a SKIP LOCKED",
            clock.now(),
        )
        for row in rows:
            await _call_next(row["id"], row["conversation_id"], row["office_code"], row["calls"])
            if row["calls"]:
                await _tell(row["conversation_id"], _UNSEEN, row["kind"], row["language"])
    return len(rows)


async def _call_next(alarm_id: UUID, conversation_id: UUID, office: str, calls: int) -> None:
    duty = await roster_for(office)
    if duty:
        whom = duty[calls % len(duty)]
        await texting.want(whom.staff_id, "crisis", conversation_id, f"alarm:{alarm_id}:{calls}")
    await database.execute(
        "UPDATE crisis_alarms SET calls = calls + 1, next_at = $2::timestamptz,"
        " told_unseen_at = CASE WHEN calls > 0 THEN coalesce(told_unseen_at, $3) END WHERE id = $1",
        alarm_id,
        clock.now() + TO_SEE,
        clock.now(),
    )


async def _tell(conversation_id: UUID, words: dict[str, str], kind: str, language: str) -> None:
    text = words.get(language, words["zh_CN"]).format(numbers=" " + _NUMBERS.get(kind, "110") + " ")
    await database.execute(_SAY, conversation_id, records.seal_body(Body(text)), clock.now())
    known = await find(conversation_id)
    if known is not None and known.openid:
        await posting.queue(conversation_id, Body(text), is_ai=False)
    await news.tell()


async def alarms_for(by: Actor) -> list[Alarm]:
    """What is open in somebody's area, the unseen first."""
    if by.role not in READERS or not by.office:
        return []
    rows = await database.fetch(
        "SELECT a.id, a.conversation_id, a.kind, a.office_code, a.raised_at, a.calls, a.seen_at,"
        " coalesce(s.name, '') AS seen_by, coalesce(a.seen_by = $3, false) AS is_mine"
        " FROM crisis_alarms a LEFT JOIN staff s ON s.id = a.seen_by WHERE a.closed_at IS NULL"
        " AND (a.office_code = ANY ($1::text[]) OR a.office_code LIKE $2 || '%')"
        " ORDER BY a.seen_at IS NOT NULL, a.raised_at LIMIT 100",
        list(regions.chain_of(by.office)),
        by.office,
        by.staff_id,
    )
    return [Alarm(**row) for row in rows]


async def acknowledge(alarm_id: UUID, by: Actor) -> UUID:
    """Somebody has seen it and answers for it from now on; the resident is told.

    Whoever comes second finds a colleague there. Raises AlarmUnknown.
    """
    async with database.transaction():
        alarm = await _mine(alarm_id, by)
        rows = await database.fetch(
            "UPDATE crisis_alarms SET seen_by = $2, seen_at = $3 WHERE id = $1 AND seen_at IS NULL"
            " RETURNING kind",
            alarm_id,
            by.staff_id,
            clock.now(),
        )
        if rows:
            await database.execute(
                "UPDATE conversations SET state = 'person', owner_id = $2, answer_by = $3,"
                " turn = turn + 1 WHERE id = $1",
                alarm.conversation_id,
                by.staff_id,
                clock.now() + TO_SEE,
            )
            await _tell(alarm.conversation_id, _SEEN, alarm.kind, "zh_CN")
            await audit.record(by, "see-alarm", f"conversation:{alarm.conversation_id}")
    return alarm.conversation_id


async def close(alarm_id: UUID, by: Actor, *, outcome: str, words: str) -> None:
    """How it ended, in words; a false alarm is kept too. Raises AlarmUnknown, OutcomeUnknown."""
    if outcome not in OUTCOMES:
        raise OutcomeUnknown(fields={"outcome": "field.not_a_choice"})
    if not words.strip():
        raise OutcomeUnknown(fields={"words": "field.missing"})
    async with database.transaction():
        alarm = await _mine(alarm_id, by)
        if alarm.seen_at is None:
            raise AlarmUnknown
        await database.execute(
            "UPDATE crisis_alarms SET outcome = $2, note_enc = $3, closed_by = $4, closed_at = $5"
            " WHERE id = $1 AND closed_at IS NULL",
            alarm_id,
            outcome,
            encrypt(words.strip(), "crisis_alarms.note"),
            by.staff_id,
            clock.now(),
        )
        await audit.record(by, f"close-alarm-{outcome}", f"conversation:{alarm.conversation_id}")


async def _mine(alarm_id: UUID, by: Actor) -> Alarm:
    found = next((one for one in await alarms_for(by) if one.id == alarm_id), None)
    if found is None:
        raise AlarmUnknown
    return found

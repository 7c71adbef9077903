"""Answering a message: understood, answered or handed over, and kept, before anybody is told."""

from dataclasses import asdict, dataclass
from typing import Any

from bots.engine import respond
from bots.messages import Heard, Memory, Outcome, Said
from bots.understand import Context, Understanding, understand
from server.contact import conversations
from server.contact.assistant import handing, masking, rating
from server.contact.assistant.errors import TooBusyTalking
from server.contact.assistant.knowledge import Rules
from server.contact.assistant.learning import load
from server.contact.assistant.skills import Doing
from server.contact.assistant.wording import language_of, words
from server.contact.conversations import Body, Conversation, Line, Opening, Turn
from server.core import clock
from server.core.actors import Actor
from server.core.config import settings
from server.registry import people

_TRIES = 5


@dataclass(frozen=True)
class Spoken:
    """A message as it came; `key` goes on with a talk, `once_key` makes repeats harmless."""

    text: str
    key: str | None = None
    channel: str = "api"
    language: str = "zh_CN"
    is_care: bool = False
    once_key: str | None = None
    appid: str | None = None
    openid: str | None = None


@dataclass(frozen=True)
class Replied:
    """What was answered, what was understood, and whether a person has it or will."""

    key: str
    said: tuple[Body, ...]
    understanding: Understanding
    is_handed_over: bool


async def reply(spoken: Spoken, by: Actor, known: Conversation | None = None) -> Replied:
    """Answer one message and keep both; what was answered before is answered the same again.

    Raises ConversationUnknown, TooBusyTalking.
    """
    load()
    for _ in range(_TRIES):
        if spoken.key:
            known = await conversations.of_key(spoken.key, by.account_id)
        if known is not None and spoken.once_key and (again := await _again(known, spoken)):
            return again
        try:
            return await _reply(spoken, by, known)
        except conversations.MessageKept:
            known = await conversations.find(known.id) if known else None
    raise TooBusyTalking


async def _again(known: Conversation, spoken: Spoken) -> Replied | None:
    kept = await conversations.line_kept(known.id, spoken.once_key or "")
    if kept is None:
        return None
    said = tuple(line.body for line in await conversations.said_after(known.id, kept.turn))
    context = Context(clock.today())
    understood = understand(masking.without_numbers(spoken.text), context)
    return Replied(spoken.key or "", said, understood, known.is_handed_over)


async def _reply(spoken: Spoken, by: Actor, known: Conversation | None) -> Replied:
    phone = masking.phone_in(spoken.text)
    doing = await _doing(spoken, by, known, phone)
    heard = Heard(
        masking.without_numbers(spoken.text),
        clock.today(),
        care=spoken.is_care,
        language=doing.language,
        age=await _age_of(by),
    )
    rated = rating.given(known, heard.text)
    if rated is None:
        outcome = await _outcome(heard, known, doing, phone)
    else:
        outcome = await rating.taken(rated, heard, known, doing)
    turn = _turn(spoken, heard, outcome, handing.of(outcome, doing, known), phone, rated)
    key = await _kept(spoken, by, known, turn, doing)
    handed = turn.hand_over is not None or (known is not None and known.is_handed_over)
    said = tuple(line.body for line in turn.lines[1:])
    return Replied(key, said, outcome.understanding, handed)


async def _doing(spoken: Spoken, by: Actor, known: Conversation | None, phone: str) -> Doing:
    known_phone = known is not None and known.has_phone
    return Doing(
        by=by,
        region=known.region_code if known else await _region_of(by),
        language=language_of(spoken.text, spoken.language),
        has_phone=bool(phone) or known_phone or await _has_phone(by),
        promised_at=known.answer_by if known and known.is_handed_over else None,
    )


async def _kept(
    spoken: Spoken, by: Actor, known: Conversation | None, turn: Turn, doing: Doing
) -> str:
    """The key to go on with, once everything is kept."""
    opening = Opening(
        spoken.channel,
        doing.region,
        doing.language,
        spoken.is_care,
        by.account_id,
        spoken.appid,
        spoken.openid,
    )
    if known is None:
        key, _ = await conversations.open_with(opening, turn)
        return key
    await conversations.keep(known, turn, opening=opening)
    return spoken.key or ""


async def _outcome(heard: Heard, known: Conversation | None, doing: Doing, phone: str) -> Outcome:
    """The engine's answer, or where a person has it, only what must be said."""
    memory = Memory.from_plain(known.memory if known else None)
    knowledge = Rules(doing.region, doing.language)
    if known is None or not known.is_handed_over:
        return await respond(heard, memory, doing, knowledge)
    understood = understand(heard.text, Context(heard.today, memory.item, memory.intent))
    if understood.crisis:
        return await respond(heard, memory, doing, knowledge)
    if phone:
        return await _noted("phone_kept", understood, memory, doing)
    if known.state == "person":
        return await _noted("with_person", understood, memory, doing)
    outcome = await respond(heard, memory, doing, knowledge)
    if outcome.handed_over or outcome.not_understood:
        return await _noted("noted", understood, memory, doing)
    return outcome


async def _noted(wording: str, understood: Understanding, memory: Memory, doing: Doing) -> Outcome:
    when = conversations.when_words(doing.promised_at or clock.now(), clock.now(), doing.language)
    text = words(doing.language)[wording].format(when=when)
    return Outcome((Said(text),), understood, memory)


def _turn(
    spoken: Spoken,
    heard: Heard,
    outcome: Outcome,
    hand_over: conversations.HandOver | None,
    phone: str,
    rated: int | None,
) -> Turn:
    understood = outcome.understanding
    is_hidden = outcome.alarm is not None
    asked = Line(
        "resident",
        Body(heard.text),
        intent=understood.intent,
        item=understood.item,
        confidence=understood.confidence,
        is_missed=outcome.not_understood,
        is_hidden=is_hidden,
        once_key=spoken.once_key,
    )
    answers = (Line("assistant", _body(said), is_hidden=is_hidden) for said in outcome.said)
    return Turn(
        lines=(asked, *answers),
        memory=outcome.memory.to_plain(),
        item=outcome.memory.item,
        hand_over=hand_over,
        phone=phone,
        alarm=outcome.alarm,
        rating=rated,
    )


def _body(said: Said) -> Body:
    return Body(
        said.text,
        said.choices,
        tuple(_action(asdict(action)) for action in said.actions),
        tuple(asdict(source) for source in said.sources),
    )


def _action(action: dict[str, Any]) -> dict[str, Any]:
    """Where a button leads: the library names an item, a page has an address."""
    target = str(action["target"])
    if target.startswith("item:"):
        return {**action, "target": f"/items/{target.removeprefix('item:')}"}
    return action


async def _region_of(by: Actor) -> str:
    """Where the acting person lives as far as known, else the place this system serves."""
    if by.subject is None:
        return settings().home_region
    person = await people.of(by.subject)
    return person.residence_region or person.hukou_region or settings().home_region


async def _has_phone(by: Actor) -> bool:
    if by.account_id is None:
        return False
    return (await people.account_of(by.account_id)).phone is not None


async def _age_of(by: Actor) -> int | None:
    if by.person_id is None:
        return None
    born, today = (await people.of(by.person_id)).born_on, clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

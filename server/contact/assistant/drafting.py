"""A drafted answer for whoever takes a conversation: from the rules, for a person to weigh."""

from collections.abc import Sequence

from bots.messages import Memory
from bots.understand import Context, understand
from server.catalogue import vocabulary
from server.contact.assistant.knowledge import Rules
from server.contact.assistant.learning import load
from server.contact.conversations import Body, Conversation, Line
from server.core import clock, money


async def draft(known: Conversation, lines: Sequence[Line]) -> Body | None:
    """What the rules say to the last thing that was asked; nothing where they say nothing."""
    load()
    asked = [line for line in lines if line.author == "resident"]
    memory, rules = Memory.from_plain(known.memory), Rules(known.region_code, known.language)
    for line in reversed(asked[-3:]):
        context = Context(clock.today(), memory.item, memory.intent)
        meant = understand(line.body.text, context)
        if meant.crisis:
            return None
        answer = await rules.answer(meant.item or memory.item, meant.intent, clock.today())
        if answer is not None:
            sources = (
                {"title": s.title, "clause": s.clause, "dated": s.dated} for s in answer.sources
            )
            return Body(answer.text, sources=tuple(sources))
    return None


def facts_said(known: Conversation) -> list[tuple[str, str]]:
    """What somebody told of themselves, in words: label and value."""
    told = []
    for key, value in known.memory.get("facts", {}).items():
        fact = vocabulary.find(key)
        label = fact.label if fact else _SAID.get(key)
        if label is None or value is None:
            continue
        is_money = fact.is_money if fact else key.endswith("_fen")
        told.append((label, _in_words(value, is_money=is_money, key=key)))
    return told


def title_of(item: str) -> str:
    """What an item is called."""
    return Rules("", "zh_CN").title_of(item, "zh_CN")


def _in_words(value: object, *, is_money: bool, key: str) -> str:
    if value == vocabulary.UNKNOWN:
        return "说不清"
    if isinstance(value, bool):
        return "是" if value else "不是"
    if is_money and isinstance(value, int):
        return f"{money.yuan_short(value)} 元"
    fact = vocabulary.find(key)
    labels = {choice.value: choice.label for choice in fact.choices} if fact else {}
    return labels.get(str(value), str(value))


_SAID = {
    "age": "年龄",
    "money_fen": "说到的钱",
    "household_size": "家里几口人",
    "disability_grade": "残疾等级",
    "place": "地方",
    "day": "日子",
}

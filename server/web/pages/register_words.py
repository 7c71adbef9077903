"""What registers found, in words for the person it is about: lists and codes too."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.catalogue import items
from server.catalogue.vocabulary import FactDef
from server.core import clock, money
from server.registry.facts import Fact
from server.web.pages.words import Words, marked

NOTHING = marked("没有")
YES_NO = (marked("是"), marked("否"))
SAYINGS = {
    "identity.matches": (marked("一致"), marked("不一致")),
    "identity.alive": (marked("正常"), marked("已注销")),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "marriage.status": {
        "married": marked("已婚"),
        "divorced": marked("离婚"),
        "widowed": marked("丧偶"),
        "single": marked("未婚"),
        "unknown": marked("没有登记"),
    },
    "veterans.category": {"rural_retired_soldier": marked("农村退役士兵")},
    "disability.categories": {
        "visual": marked("视力"),
        "hearing": marked("听力"),
        "speech": marked("言语"),
        "physical": marked("肢体"),
        "intellectual": marked("智力"),
        "mental": marked("精神"),
        "multiple": marked("多重"),
    },
    "courts.support_judgments": {"payer": marked("您要付"), "receiver": marked("付给您")},
}
# One line of a list, with the figures a register tells.
LINES = {
    "benefits.existing": marked("{item}，每月 {monthly_fen} 元"),
    "real_estate.dwellings": marked("{area_m2} 平方米，占 {share_percent}%"),
    "vehicles.owned": marked("{kind}，{bought_on}登记"),
    "market.interests": marked("{name_kind}，占 {share_percent}%"),
    "courts.support_judgments": marked("{role}，每月 {monthly_fen} 元"),
}


def found_words(words: Words, fact: Fact, known: FactDef) -> str:
    """A register's fact as its owner reads it; what cannot be said in a line is counted."""
    value = fact.value
    if value is None:
        return words.text(NOTHING)
    if isinstance(value, list):
        return "；".join(_line(words, known.key, one) for one in value) or words.text(NOTHING)
    if isinstance(value, bool):
        return words.text(SAYINGS.get(known.key, YES_NO)[0 if value else 1])
    if known.type == "date":
        return words.plain_day(date.fromisoformat(str(value)))
    if known.key in CODES:
        return _code(words, known.key, value)
    return words.value(known, value)


def _line(words: Words, key: str, one: Any) -> str:
    if not isinstance(one, dict):
        return _code(words, key, one)
    told = {name: _part(words, key, name, part) for name, part in one.items()}
    try:
        return words.text(LINES[key]).format_map(told)
    except KeyError:
        return words.text(marked("一项"))


def _part(words: Words, key: str, name: str, value: Any) -> str:
    if name.endswith("_fen"):
        return money.yuan_short(value)
    if name.endswith("_on"):
        return words.plain_day(date.fromisoformat(str(value)))
    if name == "item":
        titles = {item.code: item.title for item in items.listed(clock.today())}
        return words.text(titles.get(value, str(value)))
    return _code(words, key, value)


def _code(words: Words, key: str, value: Any) -> str:
    return words.text(CODES.get(key, {}).get(str(value), str(value)))

"""Reading a reply as the value of the fact that was asked for."""

import re
from typing import Any

from bots.understand import number_in, tidy
from server.catalogue import vocabulary
from server.catalogue.vocabulary import UNKNOWN, FactDef

_UNKNOWN = re.compile(r"说不清|不知道|不清楚|不晓得|忘了|记不得|don't know|not sure|cannot say")
_NO = re.compile(r"^(?:没|不|无|否|冇|no\b)|没有|不是|没拿|没领")
_YES = re.compile(r"^(?:是|有|对|嗯|好|领过|拿过|yes\b|y\b)|有的|是的")
_MONTHLY = re.compile(r"一个月|每个?月|月收入|月工资|per month|a month")
_ASKS = re.compile(r"[?？]|怎么|多少|哪里|什么|如何|办不办")


def fact_in(key: str, text: str) -> Any:
    """The value a reply gives a fact, "unknown" where somebody cannot say, or nothing."""
    fact = vocabulary.find(key)
    if fact is None or _ASKS.search(text):
        return None
    if _UNKNOWN.search(text):
        return UNKNOWN
    value = _VALUES.get(fact.type, _nothing)(fact, text)
    if value is None:
        return None
    try:
        return vocabulary.check(fact, value)
    except ValueError:
        return None


def _number(fact: FactDef, text: str) -> int | None:
    if re.fullmatch(r"(?:没有|无|没|零)\S{0,3}", text):
        return 0
    number = number_in(text)
    if number is None:
        return None
    months = 12 if fact.key.endswith("_12m") and _MONTHLY.search(text) else 1
    return number * months * (100 if fact.is_money else 1)


def _truth(_: FactDef, text: str) -> bool | None:
    if _NO.search(text):
        return False
    return True if _YES.search(text) else None


def _choice(fact: FactDef, text: str) -> str | None:
    labels = {choice.value: tidy(choice.label) for choice in fact.choices}
    for value, label in labels.items():
        if text in (value, label) or label in text:
            return value
    near = [value for value, label in labels.items() if len(text) > 1 and text in label]
    return near[0] if len(near) == 1 else None


def _nothing(_: FactDef, text: str) -> None:
    del text


_VALUES = {"int": _number, "bool": _truth, "choice": _choice}

"""Answers between form fields and facts: what was typed, what it means, what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.catalogue.vocabulary import UNKNOWN, FactDef
from server.core import money

UNSURE = ":unsure"
_DIGITS_OF_A_DAY = 8
_FULL_WIDTH = {0xFF10 + n: str(n) for n in range(10)}


@dataclass
class Typed:
    """A form as it came: values that can be kept, fields that cannot, and all texts as typed."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)


def read(form: Mapping[str, Any], asked: Iterable[FactDef]) -> Typed:
    """What a form says about some facts. A number beside a ticked "cannot tell" counts."""
    typed = Typed()
    for fact in asked:
        text = str(form.get(fact.key) or "").strip()
        is_unsure = bool(form.get(fact.key + UNSURE)) or text == UNKNOWN
        typed.texts[fact.key] = "" if text == UNKNOWN else text
        _read_one(typed, fact, typed.texts[fact.key], is_unsure=is_unsure)
    return typed


def _read_one(typed: Typed, fact: FactDef, text: str, *, is_unsure: bool) -> None:
    if not text:
        if is_unsure:
            typed.values[fact.key] = UNKNOWN
            typed.unsure.add(fact.key)
        else:
            typed.blank.add(fact.key)
        return
    try:
        typed.values[fact.key] = _value(fact, text)
    except ValueError:
        typed.wrong[fact.key] = "field.not_money" if fact.is_money else "field.not_a_number"


def _value(fact: FactDef, text: str) -> Any:
    if fact.is_money:
        return money.from_yuan(text)
    if fact.type == "int":
        return int(text.translate(_FULL_WIDTH).removesuffix("人").removesuffix("口").strip())
    if fact.type == "bool":
        return text == "yes"
    return _day(text) if fact.type == "date" else text


def _day(text: str) -> str:
    """A day in any way people write one, as the vocabulary wants it; else as typed."""
    plain = text.translate(_FULL_WIDTH)
    numbers = re.findall(r"\d+", plain)
    if len(numbers) == 1 and len(numbers[0]) == _DIGITS_OF_A_DAY:
        numbers = [plain[:4], plain[4:6], plain[6:]]
    if len(numbers) != len(("year", "month", "day")):
        return text
    year, month, day = numbers
    return f"{year}-{month:0>2}-{day:0>2}"


def as_typed(fact: FactDef, value: Any) -> tuple[str, bool]:
    """A kept value as the field shows it again, and whether it was "cannot tell"."""
    if value is None:
        return "", False
    if value == UNKNOWN:
        return "", True
    if fact.is_money:
        return money.yuan_short(value).replace(",", ""), False
    if fact.type == "bool":
        return ("yes" if value else "no"), False
    return str(value), False

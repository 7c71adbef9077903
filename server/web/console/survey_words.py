"""How a visit's sheet says things."""

from typing import Any

from server.casework.checks import FactRow
from server.casework.surveys import Device, Question, Survey
from server.catalogue.vocabulary import UNKNOWN, FactDef
from server.core import clock, money
from server.registry import regions
from server.web.console import words

# What to look at, where the fact's own words are those of a register.
_THINGS = {
    "vehicles.owned": ("家里有没有汽车、摩托车", "看院里院外，再问一句。"),
    "real_estate.dwellings": ("别处还有没有房", "看住的这处几间、破不破，再问一句别处。"),
}
_THING_CHOICES = (("none", "没有看到"), ("seen", "看到了"), ("unsure", "看不准"))
_SAME = (("same", "一样"), ("differs", "不一样"), ("unsure", "看不准"))
_LOOK = {
    "household.size": "看床铺和碗筷，不单独问孩子。",
    "expense.own_payment": "看票据，不写病名。",
}


def visit(one: Survey) -> dict[str, Any]:
    """A visit's head."""
    local = clock.local(one.appointment_at)
    return {
        "id": str(one.id),
        "name": one.name,
        "case_no": one.case_no,
        "place": regions.path_name(one.region_code).removeprefix("南通市"),
        "when": f"{local:%m-%d %H:%M}",
        "first": one.first_name,
        "second": one.second_name,
    }


def device(one: Device) -> dict[str, Any]:
    """A phone that holds visits."""
    return {
        "id": str(one.id),
        "name": one.name,
        "seen": words.moment(one.seen_at),
        "is_revoked": one.revoked_at is not None,
    }


def question(one: Question) -> dict[str, Any]:
    """One question with what is known of it."""
    title, look = _THINGS.get(one.fact.key, ("", ""))
    choices = _THING_CHOICES if one.kind == "things" else _SAME
    return {
        "key": one.fact.key,
        "number": one.number,
        "title": title or f"{one.fact.label}，和申报一样吗",
        "look": look or _LOOK.get(one.fact.key, ""),
        "known": _known(one),
        "choices": choices,
        "kind": one.kind,
        "input": _input(one.fact),
        "options": [(choice.value, choice.label) for choice in one.fact.choices],
        "unit": "元" if one.fact.is_money else "",
    }


def _input(fact: FactDef) -> str:
    """How a differing value is written: money, number, choice or text."""
    if fact.is_money:
        return "money"
    return fact.type if fact.type in {"int", "choice", "bool"} else "text"


def _known(one: Question) -> str:
    if one.kind == "things":
        told = words.value(one.fact, one.found)
        return f"{words.register(one.source)}查得：{told}。" if one.found else "没有查得。"
    said = "申报没有说" if one.declared is None else f"申报：{_said(one.fact, one.declared)}"
    if one.found is None:
        return f"{said}。"
    return f"{said}；{words.register(one.source)}查得：{_said(one.fact, one.found)}。"


def _said(fact: FactDef, value: Any) -> str:
    unit = " 元" if fact.is_money and value != UNKNOWN else ""
    return words.value(fact, value) + unit


def read(fact: FactDef, text: str) -> Any:
    """A typed value. Raises ValueError."""
    if fact.is_money:
        return money.from_yuan(text)
    if fact.type == "int":
        return int(text)
    return text == "yes" if fact.type == "bool" else text


def answer(fact: FactDef, value: Any) -> str:
    """A value that a visit found, in words."""
    if value in (None, UNKNOWN):
        return "看不准"
    if isinstance(value, list):
        notes = "；".join(str(one.get("seen", "")) for one in value)
        return f"看到了：{notes}" if value else "没有看到"
    return words.value(fact, value)


def line(row: FactRow) -> dict[str, str]:
    """Seen at home, beside what was said; where a register told more, that stands behind."""
    told = words.value(row.fact, row.found) if row.found is not None else ""
    behind = f"{words.register(row.source)}查得 {told}" if told else ""
    return {
        "label": row.fact.label,
        "declared": words.value(row.fact, row.declared) if row.fact.type != "list" else "",
        "found": answer(row.fact, row.seen),
        "source": "入户" + (f"；{behind}" if behind else ""),
        "as_of": f"{row.as_of:%m-%d}" if row.as_of else "",
        "mark": {"agrees": "一致", "differs": "不一致"}.get(row.state, "看不准"),
        "weight": "",
        "look": "is-diff" if row.state == "differs" else "",
    }

"""Filters of the queue: read from an address, written back to one, shown as chips and choices."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sanic import Request

from server.casework import desk
from server.casework.desk import QueueFilter
from server.catalogue import items, workflow
from server.core import clock
from server.core.actors import Actor, Role
from server.registry import regions
from server.web import case_words

COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
DUE = {"over": "超期", "today": "今天到期", "soon": "3 个工作日内", "later": "以后"}
_NAMES = ("item", "lane", "stage", "village", "town", "handler", "due")


@dataclass(frozen=True)
class Choice:
    """One value of a field."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """One field of the filter form."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Chip:
    """A condition in words, and the address without it."""

    words: str
    without: str


def read(request: Request) -> QueueFilter:
    """What an address asks for; unknown views become the first."""
    given = {name: str(request.args.get(name, ""))[:40] for name in _NAMES}
    item, _, lane = str(request.args.get("what", ""))[:80].partition("/")
    if item:
        given |= {"item": item, "lane": lane}
    find = str(request.args.get("find", "")).strip()[:40]
    view = str(request.args.get("view", ""))
    made = QueueFilter(find=find, after=desk.place_at(str(request.args.get("after", ""))))
    made = replace(made, **given)  # type: ignore[arg-type]
    return replace(made, view=view if view in desk.VIEWS else desk.view_for(made))


def address(wanted: QueueFilter, path: str = "/console/queue") -> str:
    """The address of a filter."""
    values = {name: getattr(wanted, name) for name in ("view", "find", *_NAMES)}
    if wanted.view == "found":
        values["view"] = ""
    if wanted.after:
        values["after"] = desk.place_of(wanted.after)
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def hidden(wanted: QueueFilter) -> list[tuple[str, str]]:
    """The filter as hidden fields of a form."""
    values = {name: getattr(wanted, name) for name in ("view", "find", *_NAMES)}
    return [(name, value) for name, value in values.items() if value]


async def fields(by: Actor, wanted: QueueFilter) -> list[Field]:
    """Everything that can be chosen."""
    found = [_field("what", "事项", _items(), _what(wanted))]
    stages = [(stage, case_words.STAGES[stage]) for stage in workflow.OPEN_STAGES]
    found.append(_field("stage", "环节", stages, wanted.stage))
    places = [(place.code, place.name) for place in regions.children_of(by.office)]
    if by.role in COUNTY:
        found.append(_field("town", "镇（街道）", places, wanted.town))
    else:
        found.append(_field("village", "村（社区）", places, wanted.village))
    people = [(str(one.id), one.name) for one in await desk.colleagues(by)]
    found.append(_field("handler", "经办", [(desk.NOBODY, "没人认领"), *people], wanted.handler))
    found.append(_field("due", "期限", list(DUE.items()), wanted.due))
    return found


def chips(wanted: QueueFilter, shown: list[Field]) -> list[Chip]:
    """What is asked for besides the view, each with a way to drop it."""
    found = []
    if wanted.find:
        found.append(Chip(f"找：{wanted.find}", address(replace(wanted, find="", after=None))))
    for field in shown:
        chosen = next((one.label for one in field.choices if one.is_chosen), "")
        if chosen:
            dropped = {"item": "", "lane": ""} if field.name == "what" else {field.name: ""}
            less = replace(wanted, after=None, **dropped)
            found.append(Chip(f"{field.label}：{chosen}", address(less)))
    return found


def _what(wanted: QueueFilter) -> str:
    return f"{wanted.item}/{wanted.lane}" if wanted.lane else wanted.item


def _items() -> list[tuple[str, str]]:
    found = []
    for item in items.listed(clock.today()):
        found.append((item.code, item.title))
        found += [(f"{item.code}/{lane.code}", f"{item.title} · {lane.title}")
                  for lane in item.lanes]  # fmt: skip
    return found


def _field(name: str, label: str, given: list[tuple[str, str]], chosen: str) -> Field:
    choices = tuple(Choice(value, words, value == chosen) for value, words in given)
    return Field(name, label, choices)


def as_form(request: Request) -> QueueFilter:
    """The filter a form carries in hidden fields."""
    form: Any = request.form or {}
    values = {name: str(form.get(name) or "")[:40] for name in _NAMES}
    view = str(form.get("view") or "todo")
    known = view in desk.VIEWS or view == "found"
    find = str(form.get("find") or "").strip()[:40]
    made = QueueFilter(view=view if known else "todo", find=find)
    return replace(made, **values)  # type: ignore[arg-type]

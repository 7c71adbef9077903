"""What can be asked for, and an estimate for anybody without signing in."""

from typing import Any

import msgspec
from sanic import Blueprint

from server.catalogue import estimates, items, rules, vocabulary
from server.catalogue.estimates import Estimate, EstimateRequest
from server.catalogue.items import Item, Lane
from server.core import clock
from server.web.access import anyone, reads_only
from server.web.api.shapes import Answer
from server.web.endpoint import endpoint

blueprint = Blueprint("api_items", url_prefix="/items")


class ItemLine(Answer, frozen=True):
    """One entry of the menu."""

    code: str
    title: str
    life_title: str
    summary: str


class ItemList(Answer, frozen=True):
    """The menu."""

    items: list[ItemLine]


class Question(Answer, frozen=True):
    """One question of the form."""

    fact: str
    label: str
    question: str
    hint: str
    type: str
    unit: str
    choices: list[dict[str, str]]
    sources: list[str]


class SectionView(Answer, frozen=True):
    """One page of the form."""

    code: str
    title: str
    optional: bool
    questions: list[Question]


class LaneLine(Answer, frozen=True):
    """One way through an item: urgent ones help first and wait for no register."""

    code: str
    title: str
    life_title: str
    summary: str
    is_urgent: bool
    place: str
    sections: list[str]
    registers: list[str]


class CombinationLine(Answer, frozen=True):
    """Another programme that is not simply had beside this one, and what holds then."""

    item: str
    answer: str
    words: str
    clause: str


class ItemInFull(ItemLine, frozen=True):
    """Everything a form needs to know of an item."""

    version: int
    basis: list[str]
    who: list[str]
    note: str
    lanes: list[LaneLine]
    sections: list[SectionView]
    registers: list[str]
    papers: int
    combinations: list[CombinationLine]


@blueprint.get("/")
@anyone
@endpoint()
async def listed() -> ItemList:
    """Everything that can be asked for today."""
    return ItemList(items=[_line(item) for item in items.listed(clock.today())])


def _line(item: Item) -> ItemLine:
    return ItemLine(
        code=item.code, title=item.title, life_title=item.life_title, summary=item.summary
    )


@blueprint.get("/<code:str>")
@anyone
@endpoint()
async def one(code: str) -> ItemInFull:
    """One item: who it is for, what it asks, what it rests on."""
    item = items.current(code, clock.today())
    return ItemInFull(
        **msgspec.structs.asdict(_line(item)),
        version=item.version,
        basis=[basis.doc + (f"（{basis.note}）" if basis.note else "") for basis in item.basis],
        who=list(item.who),
        note=item.note,
        lanes=[_lane(item, lane) for lane in item.lanes],
        sections=[
            SectionView(
                code=section.code,
                title=section.title,
                optional=section.optional,
                questions=[_question(item, key) for key in section.facts],
            )
            for section in item.sections
        ],
        registers=[*item.consent.before_submission, *item.consent.after_submission],
        papers=0,
        combinations=[
            CombinationLine(item=other, answer=one.answer, words=one.words, clause=one.clause)
            for other, one in rules.not_simply_both(item.code)
        ],
    )


def _lane(item: Item, lane: Lane) -> LaneLine:
    return LaneLine(
        code=lane.code,
        title=lane.title,
        life_title=lane.life_title,
        summary=lane.summary,
        is_urgent=lane.is_urgent,
        place=lane.place,
        sections=[section.code for section in item.sections_of(lane)],
        registers=list(item.registers_of(lane)),
    )


def _question(item: Item, key: str) -> Question:
    fact = vocabulary.of(key)
    choices: list[dict[str, Any]] = [msgspec.structs.asdict(choice) for choice in fact.choices]
    return Question(
        fact=key,
        label=fact.label,
        question=fact.question,
        hint=fact.hint,
        type=fact.type,
        unit=fact.unit,
        choices=choices,
        sources=list(item.sources_of(key)),
    )


@blueprint.post("/<code:str>/estimate")
@anyone
@reads_only
@endpoint()
async def estimate(code: str, asked: EstimateRequest) -> Estimate:
    """What the rules say to these facts; an estimate, never a decision."""
    return estimates.for_request(code, asked)

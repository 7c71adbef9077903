"""What can be asked for, and an estimate for anybody without signing in."""

from typing import Any

import msgspec
from sanic import Blueprint

from server.catalogue import estimates, items, vocabulary
from server.catalogue.estimates import Estimate, EstimateRequest
from server.catalogue.items import Item
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


class ItemInFull(ItemLine, frozen=True):
    """Everything a form needs to know of an item."""

    version: int
    basis: list[str]
    who: list[str]
    note: str
    lanes: list[dict[str, str]]
    sections: list[SectionView]
    registers: list[str]
    papers: int


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
        lanes=[{"code": lane.code, "title": lane.title} for lane in item.lanes],
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

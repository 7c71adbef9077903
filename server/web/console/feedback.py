"""Ratings: what may be seen of them, and the bad ones to look into."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.core.actors import Actor
from server.core.errors import Refusal
from server.oversight import feedback
from server.web import case_words, page
from server.web.access import only
from server.web.console import forms, frame
from server.web.errors import Problem

blueprint = Blueprint("console_feedback", url_prefix="/feedback")
_READERS, _VISITORS = tuple(feedback.READERS), tuple(feedback.VISITORS)
LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
OUTCOMES = {
    "mended": "属实，已经改了",
    "explained": "已经说明",
    "not_founded": "查过，与所说不符",
    "not_reached": "联系不上，按材料查过",
}
EXCLUSIONS = {
    "proposed": "有人提出不算，等另一人核定",
    "dropped": "提出不算，另一人不同意",
    "excluded": "两人核定不算",
    "appealed": "本人申诉，等第三人复核",
    "upheld": "复核后仍不算",
    "restored": "复核后恢复",
}
_HEADS = (
    ("月份", ""),
    *((level, "num") for level in LEVELS.values()),
    ("合计", "num"),
    ("满意率", "num"),
)
_SAID = {
    "settle": "已记下，并答复了评价人",
    "propose": "已提出，等另一位同事核定",
    "confirm": "已核定",
    "hear": "已复核，并答复了评价人",
}


@blueprint.get("/")
@only(*_READERS)
async def overview(request: Request, by: Actor) -> HTTPResponse:
    """Figures, and for those who look into bad ratings the list of them."""
    figures = await feedback.figures_for(by)
    lines = await feedback.revisits_for(by) if by.role in feedback.VISITORS else None
    return await frame.render(
        request,
        "console/feedback.html",
        by,
        told=_SAID.get(request.args.get("told", ""), ""),
        least=figures.least,
        revisited=figures.revisited,
        heads=_HEADS,
        months=[_months(group) for group in figures.months],
        lines=None if lines is None else [_line(line) for line in lines],
    )


def _months(group: feedback.Months) -> dict[str, Any]:
    first, last = f"{group.first:%Y-%m}", f"{group.last:%Y-%m}"
    total = sum(group.levels.values())
    good = sum(count for level, count in group.levels.items() if level > 2)  # noqa: PLR2004
    return {
        "title": first if first == last else f"{first} 至 {last}",
        "levels": group.levels,
        "total": total,
        "share": good * 100 // total,
        "words": group.words,
    }


def _line(line: feedback.RevisitLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "level": LEVELS[line.level],
        "office": line.office,
        "item": line.item,
        "due": case_words.due(line.due_at, provisional=line.due_is_provisional),
        "outcome": OUTCOMES.get(line.outcome, ""),
        "exclusion": EXCLUSIONS.get(line.exclusion, ""),
    }


@blueprint.get("/<revisit_id:uuid>")
@only(*_VISITORS)
async def one(request: Request, revisit_id: UUID, by: Actor) -> HTTPResponse:
    """One bad rating, for somebody who took no part."""
    return await _page(request, revisit_id, by)


async def _page(
    request: Request, revisit_id: UUID, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    found = await feedback.revisit_of(revisit_id, by)
    names = ("outcome", "findings", "reply", "improvement", "reason", "answer")
    return await frame.render(
        request,
        "console/revisit.html",
        by,
        status=status,
        problem=problem,
        line=_line(found.line),
        found=found,
        outcomes=OUTCOMES,
        given={name: forms.field(request, name) for name in names},
    )


async def _settle(request: Request, revisit_id: UUID, by: Actor) -> None:
    await feedback.settle(
        revisit_id,
        by,
        outcome=forms.field(request, "outcome"),
        findings=forms.field(request, "findings"),
        reply=forms.field(request, "reply"),
        improvement=forms.field(request, "improvement"),
    )


async def _propose(request: Request, revisit_id: UUID, by: Actor) -> None:
    await feedback.propose(revisit_id, by, reason=forms.field(request, "reason"))


async def _confirm(request: Request, revisit_id: UUID, by: Actor) -> None:
    await feedback.confirm(revisit_id, by, agree=forms.field(request, "agree") == "1")


async def _hear(request: Request, revisit_id: UUID, by: Actor) -> None:
    restore = forms.field(request, "restore") == "1"
    await feedback.hear(revisit_id, by, restore=restore, answer=forms.field(request, "answer"))


_ACTS: dict[str, Callable[[Request, UUID, Actor], Awaitable[None]]] = {
    "settle": _settle,
    "propose": _propose,
    "confirm": _confirm,
    "hear": _hear,
}


@blueprint.post("/<revisit_id:uuid>/<act:str>")
@only(*_VISITORS)
async def act(request: Request, revisit_id: UUID, act: str, by: Actor) -> HTTPResponse:
    """One of the acts above; a refusal keeps what was typed."""
    if act not in _ACTS:
        raise feedback.RevisitUnknown
    try:
        await _ACTS[act](request, revisit_id, by)
    except feedback.RevisitUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, revisit_id, by, problem, status)
    return page.see(f"/console/feedback?told={act}")

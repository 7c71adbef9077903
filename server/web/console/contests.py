"""Contested facts: what an office has to answer, by when, and the answer."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import contests, desk
from server.catalogue import vocabulary
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import Refusal
from server.web import case_words, page
from server.web.access import only
from server.web.console import forms, frame, words
from server.web.errors import Problem

blueprint = Blueprint("console_contests", url_prefix="/contests")
_CASES = tuple(CASE_ROLES)
_SAID = {"kept": "已答复：维持", "changed": "已答复：更正，不再按查得算"}


@blueprint.get("/")
@only(*_CASES)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """The most urgent first; a relative's case is not in the list."""
    return await _page(request, by)


async def _page(
    request: Request, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    return await frame.render(
        request,
        "console/contests.html",
        by,
        status=status,
        problem=problem,
        told=_SAID.get(request.args.get("told", ""), ""),
        contests=[_line(one) for one in await _seen(by)],
    )


async def _seen(by: Actor) -> list[contests.Contest]:
    found = []
    for one in await contests.open_in(by.office):
        try:
            await desk.seen(one.case_no, by)
        except Refusal:
            continue
        found.append(one)
    return found


def _line(one: contests.Contest) -> dict[str, Any]:
    return {
        "no": one.contest_no,
        "case_no": one.case_no,
        "name": one.name,
        "fact": vocabulary.of(one.key).label,
        "source": words.register(one.source.partition(":")[2]),
        "words": one.words,
        "due": case_words.due(one.due_at, provisional=one.due_is_provisional),
    }


@blueprint.post("/<contest_no:str>")
@only(*_CASES)
async def answer(request: Request, contest_no: str, by: Actor) -> HTTPResponse:
    """Keep the register's word, or let it count no more; the person is told."""
    found = await contests.of(contest_no)
    await desk.seen(found.case_no, by)
    outcome = forms.field(request, "outcome")
    try:
        await contests.resolve(
            contest_no, outcome=outcome, answer=forms.field(request, "answer"), by=by
        )
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, by, problem, status)
    return page.see(f"/console/contests/?told={outcome}")

"""What registers say about oneself: read it, say what is wrong, follow the answer."""

from contextlib import suppress
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, contests
from server.casework.contests import Contest
from server.catalogue import vocabulary
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.registry import regions
from server.registry.facts import Fact
from server.web import page
from server.web.access import only
from server.web.pages.register_words import found_words
from server.web.pages.showing import show, texts_of, typed, words_of
from server.web.pages.words import Words, marked

blueprint = Blueprint("contesting", url_prefix="/cases")
STATES = {
    "open": marked("正在查"),
    "changed": marked("查过了，您说得对"),
    "kept": marked("查过了，登记的没有错"),
    "withdrawn": marked("您收回了"),
}
_TOLD = frozenset({"covered", "partial"})
_DECIDED = frozenset({"approved", "refused", "not_accepted", "closed"})


@blueprint.get("/<case_no:str>/facts")
@only(Role.RESIDENT)
async def facts(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Everything found about oneself, and what became of what one called wrong."""
    view = await cases.view(case_no, by)
    made = await contests.mine(case_no, by)
    words = words_of(request)
    found = [_line(words, one) for one in await contests.facts_about(case_no, by) if _is_told(one)]
    return await show(
        request,
        "facts.html",
        case=view.case,
        is_helper=by.mandate is not None and not by.mandate.is_guardian,
        found=found,
        made=[_contest(words, one) for one in made],
        waiting={(one.key, one.source): one for one in made if one.state == "open"},
        office=regions.office_for(view.case.office_code),
        is_decided=view.case.stage in _DECIDED and view.is_mine,
        is_said=request.args.get("said") == "1",
    )


def _is_told(fact: Fact) -> bool:
    """Where a register knows nothing there is nothing to call wrong."""
    return fact.coverage in _TOLD and vocabulary.find(fact.key) is not None


def _line(words: Words, fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "key": fact.key,
        "source": fact.source,
        "label": words.label(fact.key),
        "value": found_words(words, fact, vocabulary.of(fact.key)),
        "where": words.register(fact.register),
        "as_of": fact.as_of,
    }


def _contest(words: Words, one: Contest) -> dict[str, Any]:
    return {
        "no": one.contest_no,
        "label": words.label(one.key),
        "where": words.register(one.source.partition(":")[2]),
        "said": one.words,
        "state": one.state,
        "state_words": words.text(STATES[one.state]),
        "due_at": one.due_at,
        "is_provisional": one.due_is_provisional,
        "resolved_at": one.resolved_at,
        "answer": one.answer,
    }


@blueprint.get("/<case_no:str>/facts/<fact_id:int>")
@only(Role.RESIDENT)
async def ask(request: Request, case_no: str, fact_id: int, by: Actor) -> HTTPResponse:
    """What is wrong with it, and what is right?"""
    return await _ask(request, case_no, fact_id, by, {})


async def _ask(
    request: Request, case_no: str, fact_id: int, by: Actor, wrong: dict[str, str]
) -> HTTPResponse:
    readable = await contests.facts_about(case_no, by)
    fact = next((one for one in readable if one.id == fact_id and _is_told(one)), None)
    if fact is None:
        raise contests.ContestUnknown
    return await show(
        request,
        "fact_wrong.html",
        status=422 if wrong else 200,
        case_no=case_no,
        fact=_line(words_of(request), fact),
        days=contests.days_to_answer(await cases.of(case_no)),
        wrong=wrong,
        typed_words=typed(request, "words"),
    )


@blueprint.post("/<case_no:str>/facts/<fact_id:int>")
@only(Role.RESIDENT)
async def say(request: Request, case_no: str, fact_id: int, by: Actor) -> HTTPResponse:
    """Keep it; said twice it is one."""
    await rate_limit.check("contest", by.id, limit=40, seconds=3600)
    try:
        await contests.contest(case_no, fact_id, words=typed(request, "words"), by=by)
    except Invalid as refused:
        return await _ask(request, case_no, fact_id, by, texts_of(request, refused))
    return page.see(f"/cases/{case_no}/facts?said=1")


@blueprint.post("/<case_no:str>/contests/<contest_no:str>/withdraw")
@only(Role.RESIDENT)
async def take_back(_: Request, case_no: str, contest_no: str, by: Actor) -> HTTPResponse:
    """It was right after all: it counts again at once."""
    found = await contests.mine(case_no, by)
    if contest_no not in {one.contest_no for one in found}:
        raise contests.ContestUnknown
    with suppress(contests.ContestSettled):  # answered meanwhile: the page says what
        await contests.take_back(contest_no, by=by)
    return page.see(f"/cases/{case_no}/facts")

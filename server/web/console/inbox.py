"""Conversations: what was promised to whom; transcript, case, facts and draft on one screen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, conflicts
from server.contact import assistant, conversations
from server.contact.conversations import Line, Opened, Waiting
from server.core import clock
from server.core.actors import Actor
from server.core.errors import NotFound, Refusal
from server.core.privacy import mask_phone
from server.web import case_words, page
from server.web.access import only
from server.web.console import forms, frame, words
from server.web.errors import Problem

blueprint = Blueprint("console_inbox", url_prefix="/inbox")
_READERS = tuple(conversations.READERS)
_SAID = {
    "taken": "接过来了，对方看到有人来了",
    "answered": "发出去了",
    "noted": "记下了，群众看不到",
    "passed": "转出去了，对方知道新的时间",
    "settled": "结果记下了",
    "seen": "已确认看到，请马上联系本人",
    "closed": "经过记下了",
}
REASONS = {
    "crisis": "有危险",
    "person": "要找人",
    "person_unsure": "助手答不好",
    "low": "急难",
    "complain": "投诉、复查",
    "change": "情况变了",
    "payment": "钱没到账",
    "no_answer": "本地规定没核定",
    "unhappy": "上次不满意",
}
DANGERS = {
    "suicide": "轻生",
    "violence": "家暴、受伤害",
    "child": "孩子有危险",
    "medical": "急病",
    "fire": "着火、被困",
    "missing": "走失",
    "elder": "老人受虐",
}
OUTCOMES = (
    ("safe", "人平安"),
    ("hospital", "送医"),
    ("police", "交公安"),
    ("rescued", "已救出"),
    ("unknown", "没有下落"),
    ("death", "去世"),
    ("false_alarm", "误报"),
)
_AUTHORS = {"assistant": "助手", "person": "工作人员", "note": "内部记录"}


@blueprint.get("/")
@only(*_READERS)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """What waits, danger first, then by the time that was promised."""
    return await _page(request, by, None)


@blueprint.get("/<talk:uuid>")
@only(*_READERS)
async def one(request: Request, talk: UUID, by: Actor) -> HTTPResponse:
    """One conversation beside the list; opening it is noted."""
    return await _page(request, by, talk)


async def _page(
    request: Request,
    by: Actor,
    talk: UUID | None,
    problem: Problem | None = None,
    status: int = 200,
) -> HTTPResponse:
    waiting = [_line(one) for one in await conversations.waiting_for(by)]
    shown = await _opened(await conversations.opened(talk, by), by) if talk else None
    return await frame.render(
        request,
        "console/inbox.html",
        by,
        status=status,
        problem=problem,
        told=_SAID.get(request.args.get("told", ""), ""),
        waiting=waiting,
        alarms=[_alarm(one) for one in await conversations.alarms_for(by)],
        talk=shown,
        talk_id=talk,
        outcomes=OUTCOMES,
        keeps_duty=by.role in conversations.KEEPERS,
        offices=conversations.offered_offices(by),
        typed=forms.field(request, "text") if status != 200 else "",  # noqa: PLR2004
    )


def _line(one: Waiting) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name or f"群众 {clock.local(one.heard_at):%m%d-%H%M}",
        "about": assistant.title_of(one.item) if one.item else REASONS.get(one.reason, ""),
        "due": case_words.due(one.answer_by),
        "last": one.last,
        "owner": "我在回" if one.is_mine else (f"{one.owner}在回" if one.owner else "等人接"),
        "is_danger": one.reason == "crisis",
    }


def _alarm(one: conversations.Alarm) -> dict[str, Any]:
    return {
        "id": one.id,
        "talk": one.conversation_id,
        "kind": DANGERS.get(one.kind, one.kind),
        "when": words.moment(one.raised_at),
        "calls": one.calls,
        "seen_by": one.seen_by,
        "is_seen": one.seen_at is not None,
    }


async def _opened(found: Opened, by: Actor) -> dict[str, Any]:
    known = found.conversation
    draft = await assistant.draft(known, found.lines)
    return {
        "id": known.id,
        "name": found.name or "没有实名",
        "reason": REASONS.get(known.reason or "", ""),
        "item": assistant.title_of(known.item_code) if known.item_code else "",
        "state": known.state,
        "is_mine": known.owner_id == by.staff_id,
        "owner": found.owner,
        "due": case_words.due(known.answer_by),
        "phone": found.phone,
        "masked": mask_phone(found.phone) if found.phone else "",
        "lines": [_said(line) for line in found.lines],
        "draft": draft,
        "facts": assistant.facts_said(known),
        "cases": await _cases(found.person_id, by),
    }


def _said(line: Line) -> dict[str, Any]:
    return {
        "author": line.author,
        "from": _AUTHORS.get(line.author, "群众"),
        "when": words.moment(line.at) if line.at else "",
        "text": line.body.text,
        "is_hidden": line.is_hidden,
    }


async def _cases(person_id: UUID | None, by: Actor) -> list[dict[str, Any]]:
    """This person's cases of the acting office, and none that the reader must keep out of."""
    if person_id is None or by.staff_id is None:
        return []
    hidden = set(await conflicts.hidden_from(by.staff_id))
    found = await cases.Case.filter(applicant_id=person_id).order_by("-created_at").limit(5)
    ours = [c for c in found if by.office in (c.office_code, c.county_code) and c.id not in hidden]
    return [
        {
            "case_no": case.case_no,
            "where": cases.words_of(case).where,
            "due": case_words.due(case.due_at, provisional=case.due_is_provisional),
        }
        for case in ours
        if case.stage != "draft"
    ]


@blueprint.post("/<talk:uuid>/<act:str>")
@only(*_READERS)
async def act(request: Request, talk: UUID, act: str, by: Actor) -> HTTPResponse:
    """Take, answer, note, pass on, settle; a refusal keeps what was typed."""
    if act not in _ACTS:
        raise NotFound
    try:
        told = await _ACTS[act](request, talk, by)
    except NotFound:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, by, talk, problem, status)
    back = "" if told == "passed" else f"/{talk}"
    return page.see(f"/console/inbox{back}?told={told}")


async def _take(_: Request, talk: UUID, by: Actor) -> str:
    await conversations.take(talk, by)
    return "taken"


async def _answer(request: Request, talk: UUID, by: Actor) -> str:
    await conversations.answer(talk, by, forms.field(request, "text"))
    return "answered"


async def _note(request: Request, talk: UUID, by: Actor) -> str:
    await conversations.note(talk, by, forms.field(request, "note"))
    return "noted"


async def _pass_on(request: Request, talk: UUID, by: Actor) -> str:
    office, why = forms.field(request, "office"), forms.field(request, "why")
    await conversations.transfer(talk, by, office, why)
    return "passed"


async def _settle(request: Request, talk: UUID, by: Actor) -> str:
    await conversations.settle(
        talk,
        by,
        outcome=forms.field(request, "outcome"),
        words=forms.field(request, "note"),
        again=_moment(forms.field(request, "again")),
    )
    return "settled"


def _moment(text: str) -> datetime | None:
    """A time of the page's own clock, still to come; nothing where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = at.replace(tzinfo=clock.SHANGHAI)
    return moment if moment > clock.now() else None


_ACTS = {"take": _take, "answer": _answer, "note": _note, "pass": _pass_on, "settle": _settle}


@blueprint.post("/alarms/<alarm:uuid>/seen")
@only(*_READERS)
async def seen(request: Request, alarm: UUID, by: Actor) -> HTTPResponse:
    """Somebody has seen the alarm and answers for it."""
    del request
    talk = await conversations.acknowledge(alarm, by)
    return page.see(f"/console/inbox/{talk}?told=seen")


@blueprint.post("/alarms/<alarm:uuid>/closed")
@only(*_READERS)
async def closed(request: Request, alarm: UUID, by: Actor) -> HTTPResponse:
    """How it ended."""
    try:
        await conversations.close(
            alarm,
            by,
            outcome=forms.field(request, "outcome"),
            words=forms.field(request, "note"),
        )
    except NotFound:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, by, None, problem, status)
    return page.see("/console/inbox?told=closed")

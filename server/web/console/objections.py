"""Objections of one's area: take one, look into it, answer in writing."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import reviews
from server.catalogue import items
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import Refusal
from server.web import case_words, page
from server.web.access import only
from server.web.console import forms, frame
from server.web.errors import Problem

blueprint = Blueprint("console_objections", url_prefix="/objections")
_CASES = tuple(CASE_ROLES)
KINDS = {"decision": "不服决定", "publicity": "对公示有意见"}
RESULTS = {
    "kept": "维持原决定",
    "changed": "原决定要改",
    "unfounded": "不成立，公示继续",
    "founded": "成立，退回重新核对",
    "withdrawn": "本人撤回",
}
_SAID = {"answered": "已书面答复"}


@blueprint.get("/")
@only(*_CASES)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """The most urgent first; one's own work is answered by others."""
    lines = [_line(line) for line in await reviews.objections_for(by)]
    told = _SAID.get(request.args.get("told", ""), "")
    return await frame.render(request, "console/objections.html", by, lines=lines, told=told)


def _line(line: reviews.ObjectionLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "no": line.objection_no,
        "kind": KINDS[line.kind],
        "code": line.kind,
        "case_no": line.case_no,
        "name": line.name,
        "item": items.version(line.item_code, line.item_version).title,
        "is_late": line.is_late,
        "due": case_words.due(line.due_at, provisional=line.due_is_provisional),
        "taker": line.taker,
        "is_mine": line.is_mine,
        "result": RESULTS.get(line.result, ""),
    }


@blueprint.get("/<objection_id:uuid>")
@only(*_CASES)
async def one(request: Request, objection_id: UUID, by: Actor) -> HTTPResponse:
    """One objection, for somebody who took no part."""
    return await _page(request, objection_id, by)


async def _page(
    request: Request,
    objection_id: UUID,
    by: Actor,
    problem: Problem | None = None,
    status: int = 200,
) -> HTTPResponse:
    found = await reviews.objection_of(objection_id, by)
    line = _line(found.line)
    return await frame.render(
        request,
        "console/objection.html",
        by,
        status=status,
        problem=problem,
        line=line,
        found=found,
        results={code: RESULTS[code] for code in reviews.RESULTS[found.line.kind]},
        given={name: forms.field(request, name) for name in ("result", "answer", "order")},
    )


@blueprint.post("/<objection_id:uuid>/take")
@only(*_CASES)
async def take(request: Request, objection_id: UUID, by: Actor) -> HTTPResponse:
    """Take it; one wins."""
    try:
        await reviews.take(objection_id, by)
    except reviews.SomebodyElsesObjection as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, objection_id, by, problem, status)
    return page.see(f"/console/objections/{objection_id}")


@blueprint.post("/<objection_id:uuid>/answer")
@only(*_CASES)
async def answer(request: Request, objection_id: UUID, by: Actor) -> HTTPResponse:
    """Answer in writing; a refusal keeps what was typed."""
    try:
        await reviews.answer(
            objection_id,
            by,
            result=forms.field(request, "result"),
            words=forms.field(request, "answer"),
            order=forms.field(request, "order"),
        )
    except reviews.ObjectionUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, objection_id, by, problem, status)
    return page.see("/console/objections?told=answered")

"""Letters in the console: what must still be served, one letter to print, its proof of service."""

from datetime import date
from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk, letters
from server.casework.letters import Unserved
from server.core import clock
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import Invalid, Refusal
from server.registry import people
from server.web import page, sign_in
from server.web.access import only
from server.web.console import forms, frame, letter_parts, places, words
from server.web.errors import Problem

blueprint = Blueprint("console_letters")
_CASES = tuple(CASE_ROLES)
_AT = "/cases/<case_no:str>/letters/<letter:uuid>"


_SAID = {
    "serve": "已记送达，期限从这天起算",
    "correct": "更正的文书已发出，请重新送达",
}


class DayWrong(Invalid):
    """A day that is none."""

    code = "console.day_wrong"


@blueprint.get("/letters")
@only(*_CASES)
async def unserved(request: Request, by: Actor) -> HTTPResponse:
    """Letters nobody has been served yet; the late ones first, as a task."""
    found = await letters.unserved(by)
    groups = [
        ("该送还没送到", [_row(one) for one in found if one.is_late]),
        ("刚发出的", [_row(one) for one in found if not one.is_late]),
    ]
    return await frame.render(
        request,
        "console/letters.html",
        by,
        groups=[group for group in groups if group[1]],
        count=places.shown(await letters.unserved_count(by)),
    )


def _row(one: Unserved) -> dict[str, Any]:
    return {
        "address": f"/console/cases/{one.case_no}/letters/{one.letter_id}",
        "name": one.name,
        "case_no": one.case_no.removeprefix("XZ-20"),
        "title": one.title,
        "doc_no": one.doc_no,
        "when": words.moment(one.issued_at),
        "is_late": one.is_late,
    }


@blueprint.get(_AT)
@only(*_CASES)
async def one(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """One letter: its words, printing, serving, correcting."""
    return await _page(request, case_no, letter, by)


async def _page(
    request: Request,
    case_no: str,
    letter: UUID,
    by: Actor,
    problem: Problem | None = None,
    status: int = 200,
) -> HTTPResponse:
    case = await desk.seen(case_no, by)
    view = await letters.one_of(case, letter)
    return await frame.render(
        request,
        "console/letter.html",
        by,
        status=status,
        problem=problem,
        told=_SAID.get(request.args.get("told", ""), ""),
        case_no=case_no,
        view=view,
        content=view.content,
        service=letter_parts.proof(view),
        today=clock.today().isoformat(),
        issued_on=view.content.issued_on.isoformat(),
        given={name: forms.field(request, name) for name in (request.form or {})},
        base=f"/console/cases/{case_no}/letters/{letter}",
    )


@blueprint.get(f"{_AT}/pdf")
@only(*_CASES)
async def pdf(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """The letter to print."""
    case = await desk.seen(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await letters.file_of(case, letter, by, storage=storage))


@blueprint.get(f"{_AT}/return-slip")
@only(*_CASES)
async def return_slip(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """The slip (送达回证) to print, take along and have signed."""
    case = await desk.seen(case_no, by)
    view = await letters.one_of(case, letter)
    person = await people.of(case.applicant_id)
    return await frame.render(
        request, "console/return_slip.html", by, content=view.content, name=person.name
    )


@blueprint.post(f"{_AT}/service")
@only(*_CASES)
async def serve(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """Record the proof of service."""
    await desk.seen(case_no, by)
    try:
        proof = letters.Proof(
            method=forms.field(request, "method"),
            served_on=_day(request, "served_on") or clock.today(),
            sent_on=_day(request, "sent_on"),
            receiver=forms.field(request, "receiver"),
            witnesses=forms.field(request, "witnesses"),
            place=forms.field(request, "place"),
            tracking_no=forms.field(request, "tracking_no"),
        )
        await letters.record_service(case_no, letter, by, proof=proof)
    except Refusal as refused:
        if isinstance(refused, letters.LetterUnknown):
            raise
        return await _page(request, case_no, letter, by, *frame.told(request, refused))
    return page.see(f"/console/cases/{case_no}/letters/{letter}?told=serve")


def _day(request: Request, name: str) -> date | None:
    given = forms.field(request, name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise DayWrong(fields={name: "field.not_a_date"}) from None


@blueprint.post(f"{_AT}/replacement")
@only(*_CASES)
async def correct(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """Issue a corrected letter in place of this one."""
    await desk.seen(case_no, by)
    try:
        made = await letters.reissue(case_no, letter, by, reason=forms.field(request, "reason"))
    except Refusal as refused:
        if isinstance(refused, letters.LetterUnknown):
            raise
        return await _page(request, case_no, letter, by, *frame.told(request, refused))
    return page.see(f"/console/cases/{case_no}/letters/{made}?told=correct")

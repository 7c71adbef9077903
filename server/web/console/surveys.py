"""Visits on a phone: my visits, the sheet with or without a network, its print, lost phones."""

from typing import Any
from uuid import UUID

import msgspec
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from server.casework import cases, surveys
from server.casework.surveys import FilledSheet, Household, Record, Seen, Sending, Signature
from server.core import clock, ids
from server.core.actors import Actor
from server.core.errors import Invalid, Refusal
from server.web import access, assets, body, page
from server.web.access import anyone, only
from server.web.console import forms, frame, survey_words
from server.web.errors import Problem

blueprint = Blueprint("console_surveys", url_prefix="/surveys")
VISITORS = tuple(surveys.VISITING)
_SHELL = "/console/surveys/phone"
_LOOKS = ("tokens.css", "console/console.css", "console/survey.css", "console/survey.js")


class Enrolment(msgspec.Struct, forbid_unknown_fields=True):
    """A phone that wants to keep visits."""

    device_id: UUID


class AnswerWrong(Invalid):
    """A value that cannot be read."""

    code = "surveys.answer_wrong"


@blueprint.get("/")
@only(*VISITORS)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """My visits, and the phones that hold some."""
    found = await surveys.mine(by)
    return page.render(
        request,
        "console/surveys.html",
        visits=[survey_words.visit(one) for one in found],
        devices=[survey_words.device(one) for one in await surveys.devices_of(by)],
        told=_SAID.get(request.args.get("told", ""), ""),
        problem=None,
    )


_SAID = {"sent": "已交，结果在办件里", "revoked": "那部手机已停用，联网就会清空"}


@blueprint.get("/phone")
@anyone
async def phone(request: Request) -> HTTPResponse:
    """The page that works without a network: it holds nobody's data, the phone does, sealed."""
    return page.render(request, "console/survey_phone.html", problem=None)


@blueprint.get("/sw.js")
@anyone
async def worker(request: Request) -> HTTPResponse:
    """The service worker, with the addresses it keeps."""
    del request
    kept = [_SHELL, *map(assets.address_of, _LOOKS)]
    lines = f"const KEPT = {msgspec.json.encode(kept).decode()};\n"
    source = assets.files()["console/survey_worker.js"].content.decode()
    return HTTPResponse(
        lines + source,
        headers={"cache-control": "no-cache", "service-worker-allowed": "/console/surveys/"},
        content_type="text/javascript; charset=utf-8",
    )


@blueprint.post("/devices")
@only(*VISITORS)
async def enrol(request: Request, by: Actor) -> HTTPResponse:
    """Know this phone: its key, for as long as the session lives."""
    asked = body.decode(request, Enrolment)
    return json({"key": await surveys.enrol(asked.device_id, by)})


@blueprint.get("/devices/<device_id:uuid>")
@only(*VISITORS)
async def unlock(request: Request, device_id: UUID, by: Actor) -> HTTPResponse:
    """The key again, and the token that a sending must show; a lost phone is told to forget."""
    key = await surveys.unlock(device_id, by)
    return json({"key": key, "csrf": access.csrf(request)})


@blueprint.post("/devices/<device_id:uuid>/revoke")
@only(*VISITORS)
async def revoke(_: Request, device_id: UUID, by: Actor) -> HTTPResponse:
    """Report a phone lost."""
    await surveys.revoke(device_id, by)
    return page.see("/console/surveys/?told=revoked")


@blueprint.get("/<survey_id:uuid>")
@only(*VISITORS)
async def one(request: Request, survey_id: UUID, by: Actor) -> HTTPResponse:
    """The sheet, filled in with what is known."""
    return await _page(request, survey_id, by, "console/survey.html")


@blueprint.get("/<survey_id:uuid>/sheet")
@only(*VISITORS)
async def sheet(request: Request, survey_id: UUID, by: Actor) -> HTTPResponse:
    """The same as a part, for a phone to keep sealed."""
    return await _page(request, survey_id, by, "console/_survey_sheet.html")


@blueprint.get("/<survey_id:uuid>/print")
@only(*VISITORS)
async def printed(request: Request, survey_id: UUID, by: Actor) -> HTTPResponse:
    """The same on paper, to take along."""
    return await _page(request, survey_id, by, "console/survey_print.html")


async def _page(
    request: Request,
    survey_id: UUID,
    by: Actor,
    template: str,
    problem: Problem | None = None,
    status: int = 200,
) -> HTTPResponse:
    survey, asked = await surveys.open_sheet(survey_id, by)
    return page.render(
        request,
        template,
        status=status,
        visit=survey_words.visit(survey),
        questions=[survey_words.question(one) for one in asked],
        problem=problem,
        typed=request.form or {},
        send_id=forms.field(request, "send_id") or ids.token(),
    )


@blueprint.post("/<survey_id:uuid>/sent")
@only(*VISITORS)
async def sent(request: Request, survey_id: UUID, by: Actor) -> HTTPResponse:
    """From a phone: stored once, however often and in whatever order it is sent."""
    sheet = body.decode(request, FilledSheet)
    stored = await surveys.receive(survey_id, sheet.record, by, sending=sheet.sending)
    return json({"stored": stored})


@blueprint.post("/<survey_id:uuid>")
@only(*VISITORS)
async def send(request: Request, survey_id: UUID, by: Actor) -> HTTPResponse:
    """The same page without scripts: names are signed on the printed sheet."""
    survey = await surveys.of(survey_id, by)
    asked = await surveys.questions(await cases.of(survey.case_no))
    try:
        number = forms.field(request, "send_id") or ids.token()
        sending = Sending(send_id=number, revision=1, visited_at=clock.now())
        await surveys.receive(survey_id, _record(request, asked), by, sending=sending)
    except (surveys.SurveyNotPlanned, surveys.SurveySentAlready):
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, survey_id, by, "console/survey.html", problem, status)
    return page.see("/console/surveys/?told=sent")


def _record(request: Request, asked: list[surveys.Question]) -> Record:
    answers: dict[str, Seen] = {}
    for question in asked:
        key = question.fact.key
        outcome: Any = forms.field(request, f"{key}:outcome")
        if outcome:
            value = _value(question, forms.field(request, f"{key}:value"))
            answers[key] = Seen(
                outcome=outcome, value=value, note=forms.field(request, f"{key}:note")
            )
    outcome = "refused" if forms.field(request, "household") == "refused" else "paper"
    return Record(
        answers=answers,
        observations=forms.field(request, "observations"),
        first=Signature(how="paper"),
        second=Signature(how="paper"),
        household=Household(outcome=outcome, note=forms.field(request, "refusal")),
    )


def _value(question: surveys.Question, text: str) -> Any:
    if not text or question.kind == "things":
        return None
    try:
        return survey_words.read(question.fact, text)
    except ValueError:
        key = f"answers.{question.fact.key}"
        raise AnswerWrong(fields={key: "field.not_a_number"}) from None

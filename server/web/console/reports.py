"""Reports by anybody: the list, one report, and what a clerk does with it."""

from collections.abc import Awaitable, Callable

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk, reports
from server.catalogue import vocabulary
from server.core.actors import CASE_ROLES, Actor, Role
from server.core.errors import Refusal
from server.registry import regions
from server.web import case_words, page
from server.web.access import only
from server.web.console import forms, frame, words
from server.web.errors import Problem

blueprint = Blueprint("console_reports", url_prefix="/reports")
_TOWN = (Role.CLERK, Role.HEAD)
SOURCES = {
    "neighbour": "邻居亲友",
    "village": "村（社区）",
    "hospital": "医院",
    "police": "公安、消防",
    "hotline": "12345",
    "other": "其他",
}
STATES = {
    "open": "没人接",
    "taken": "有人在办",
    "case": "已立办件",
    "linked": "并入办件",
    "elsewhere": "已转别处",
    "false_alarm": "误报",
}
SAID = {
    "take": "已接下，报告人能看到有人在办",
    "link": "已并入办件",
    "settle": "已写明结果",
}


@blueprint.get("/")
@only(*CASE_ROLES)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """What waits, danger first; or what was settled."""
    settled = request.args.get("view") == "settled"
    found = await reports.of_office(by, settled=settled)
    return await frame.render(
        request,
        "console/reports.html",
        by,
        rows=[_row(report) for report in found],
        settled=settled,
        told=SAID.get(request.args.get("told", ""), ""),
    )


def _row(report: reports.OpenReport) -> dict[str, object]:
    kinds = {choice.value: choice.label for choice in vocabulary.of("event.kind").choices}
    return {
        "report": report,
        "due": case_words.due(report.answer_by) if report.is_open else None,
        "kind": kinds.get(report.kind, report.kind),
        "place": regions.of(report.region_code).name,
        "source": SOURCES[report.source],
        "state": STATES[report.state],
        "when": words.moment(report.made_at),
    }


@blueprint.get("/<report_no:str>")
@only(*CASE_ROLES)
async def one(request: Request, report_no: str, by: Actor) -> HTTPResponse:
    """One report, what may be the same, and the ways on."""
    return await _page(request, report_no, by)


async def _page(
    request: Request, report_no: str, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    report = await reports.one_of_office(report_no, by)
    return await frame.render(
        request,
        "console/report.html",
        by,
        status=status,
        problem=problem,
        row=_row(report),
        similar=await reports.similar_to(report),
        may_act=report.is_open and by.role in _TOWN,
        told=SAID.get(request.args.get("told", ""), ""),
    )


async def _take(_: Request, report_no: str, by: Actor) -> str:
    await reports.take(report_no, by)
    return f"/console/reports/{report_no}?told=take"


async def _case(request: Request, report_no: str, by: Actor) -> str:
    report = await reports.one_of_office(report_no, by)
    case = await reports.open_case(
        report,
        by,
        name=forms.field(request, "name"),
        id_no=forms.field(request, "id_no").replace(" ", "").upper(),
        lane=forms.field(request, "lane"),
    )
    return f"/console/cases/{case.case_no}"


async def _link(request: Request, report_no: str, by: Actor) -> str:
    case_no = forms.field(request, "case_no")
    await desk.seen(case_no, by)
    await reports.link_to_case(report_no, case_no, by)
    return f"/console/cases/{case_no}"


async def _settle(request: Request, report_no: str, by: Actor) -> str:
    await reports.settle(
        report_no,
        by,
        outcome="elsewhere" if forms.field(request, "outcome") == "elsewhere" else "false_alarm",
        note=forms.note(request),
    )
    return "/console/reports?told=settle"


_ACTS: dict[str, Callable[[Request, str, Actor], Awaitable[str]]] = {
    "take": _take,
    "case": _case,
    "link": _link,
    "settle": _settle,
}


@blueprint.post("/<report_no:str>/<act:str>")
@only(*_TOWN)
async def act(request: Request, report_no: str, act: str, by: Actor) -> HTTPResponse:
    """Take it up, open a case, join one, or end it in words."""
    if act not in _ACTS:
        raise reports.ReportUnknown
    try:
        return page.see(await _ACTS[act](request, report_no, by))
    except reports.ReportUnknown:
        raise
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, report_no, by, problem, status)

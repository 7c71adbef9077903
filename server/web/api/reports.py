"""Reports by anybody, and what the office does with them."""

from datetime import datetime
from typing import Literal

from sanic import Blueprint, Request

from server.casework import desk, reports
from server.core import rate_limit
from server.core.actors import CASE_ROLES, Actor, Role
from server.web.access import anyone, only
from server.web.api.shapes import Answer, Asked, Code, LongText, RegionCode, Text
from server.web.endpoint import endpoint
from server.web.envelope import address_of

blueprint = Blueprint("api_reports")
_TOWN = (Role.CLERK, Role.HEAD)
_HOUR = 3600
Source = Literal["neighbour", "village", "hospital", "police", "hotline", "other"]


class ReportMade(Asked, frozen=True):
    """Where, what, about whom; `once` is a text of the sender's that makes repeating harmless."""

    region: RegionCode
    kind: Code
    whom: LongText
    words: LongText
    once: Code
    source: Source = "neighbour"
    is_danger: bool = False
    reporter: str = ""
    phone: str = ""


class ReportState(Answer, frozen=True):
    """All that is told of a report: received, looking or done."""

    report_no: str
    stage: str
    made_at: datetime
    answer_by: datetime


class ReportLine(Answer, frozen=True):
    """A report as the office sees it."""

    report_no: str
    region: str
    source: str
    kind: str
    is_danger: bool
    whom: str
    words: str
    reporter: str
    phone: str
    state: str
    made_at: datetime
    answer_by: datetime
    case_no: str
    was_false_before: bool


class ReportList(Answer, frozen=True):
    """The office's reports."""

    reports: list[ReportLine]


class PersonFound(Asked, frozen=True):
    """Who it is, and how to help."""

    name: Text
    id_no: Code
    lane: Literal["urgent", "quick"] = "urgent"


class CaseNamed(Asked, frozen=True):
    """The case it belongs to."""

    case_no: Code


class Ended(Asked, frozen=True):
    """How it ended without a case."""

    outcome: Literal["elsewhere", "false_alarm"]
    note: LongText


class CaseOpened(Answer, frozen=True):
    """The case the report became."""

    case_no: str


@blueprint.post("/reports")
@anyone
@endpoint(status=201)
async def make(request: Request, asked: ReportMade) -> ReportState:
    """Tell of somebody in trouble; no name, no sign-in needed."""
    await rate_limit.check("report", address_of(request), limit=30, seconds=_HOUR)
    told = reports.Report(
        region=asked.region,
        kind=asked.kind,
        whom=asked.whom,
        words=asked.words,
        source=asked.source,
        is_danger=asked.is_danger,
        reporter=asked.reporter[:60],
        phone=asked.phone[:30],
        once=asked.once,
    )
    return await _state(await reports.make(told))


async def _state(report_no: str) -> ReportState:
    told = await reports.state_for_reporter(report_no)
    return ReportState(
        report_no=told.report_no,
        stage=told.stage,
        made_at=told.made_at,
        answer_by=told.answer_by,
    )


@blueprint.get("/reports/<report_no:str>")
@anyone
@endpoint()
async def follow(request: Request, report_no: str) -> ReportState:
    """Whether somebody is on it; never anything about the person."""
    await rate_limit.check("report.look", address_of(request), limit=60, seconds=_HOUR)
    return await _state(report_no)


@blueprint.get("/staff/reports")
@only(*CASE_ROLES)
@endpoint()
async def listed(by: Actor) -> ReportList:
    """What waits in my office, danger first."""
    found = await reports.of_office(by)
    return ReportList(reports=[_line(report) for report in found])


@blueprint.get("/staff/reports/<report_no:str>")
@only(*CASE_ROLES)
@endpoint()
async def one(report_no: str, by: Actor) -> ReportLine:
    """One report; opening it is audited."""
    return _line(await reports.one_of_office(report_no, by))


def _line(report: reports.OpenReport) -> ReportLine:
    return ReportLine(
        report_no=report.report_no,
        region=report.region_code,
        source=report.source,
        kind=report.kind,
        is_danger=report.is_danger,
        whom=report.whom,
        words=report.words,
        reporter=report.reporter,
        phone=report.phone,
        state=report.state,
        made_at=report.made_at,
        answer_by=report.answer_by,
        case_no=report.case_no,
        was_false_before=report.was_false_before,
    )


@blueprint.post("/staff/reports/<report_no:str>/take")
@only(*_TOWN)
@endpoint()
async def take(report_no: str, by: Actor) -> ReportLine:
    """Take it up."""
    await reports.take(report_no, by)
    return await _one(report_no, by)


async def _one(report_no: str, by: Actor) -> ReportLine:
    return _line(await reports.one_of_office(report_no, by))


@blueprint.post("/staff/reports/<report_no:str>/case")
@only(*_TOWN)
@endpoint(status=201)
async def open_case(report_no: str, asked: PersonFound, by: Actor) -> CaseOpened:
    """Make it a case: help first, papers and signature later."""
    report = await reports.one_of_office(report_no, by)
    case = await reports.open_case(report, by, name=asked.name, id_no=asked.id_no, lane=asked.lane)
    return CaseOpened(case_no=case.case_no)


@blueprint.post("/staff/reports/<report_no:str>/link")
@only(*_TOWN)
@endpoint()
async def link(report_no: str, asked: CaseNamed, by: Actor) -> ReportLine:
    """It belongs to a case that is under way."""
    await desk.seen(asked.case_no, by)
    await reports.link_to_case(report_no, asked.case_no, by)
    return await _one(report_no, by)


@blueprint.post("/staff/reports/<report_no:str>/settle")
@only(*_TOWN)
@endpoint()
async def settle(report_no: str, asked: Ended, by: Actor) -> ReportLine:
    """Handed on, or found to be false."""
    await reports.settle(report_no, by, outcome=asked.outcome, note=asked.note)
    return await _one(report_no, by)

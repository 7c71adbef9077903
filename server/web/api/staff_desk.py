"""Conflicts, deputies, reasons and alerts for caseworkers."""

from datetime import date, datetime
from uuid import UUID

from sanic import Blueprint

from server.casework import conflicts, desk
from server.core.actors import CASE_ROLES, Actor, Role
from server.registry import staff
from server.web.access import only
from server.web.api.shapes import Answer, Asked, LongText, Text
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff_desk", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)
_HEADS = (Role.HEAD, Role.COUNTY_APPROVER)
_ALERTED = (Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)


class Tie(Asked, frozen=True):
    """What ties one to the applicant; a relative keeps out of the family's later cases too."""

    relation: Text
    whole_family: bool = False


class Why(Asked, frozen=True):
    """Why one opens another's case."""

    reason: LongText


class DeputyWanted(Asked, frozen=True):
    """Who stands in for whom, both days included."""

    staff: UUID
    deputy: UUID
    starts_on: date
    ends_on: date


class DeputyLine(Answer, frozen=True):
    """One arrangement."""

    id: UUID
    staff: UUID
    name: str
    deputy: UUID
    deputy_name: str
    starts_on: date
    ends_on: date


class DeputyList(Answer, frozen=True):
    """The arrangements of my office, and who works there."""

    deputies: list[DeputyLine]
    colleagues: list[dict[str, str]]


class AlertLine(Answer, frozen=True):
    """Something to know of a case: `returned`, `overdue`, `stepped_in`."""

    id: UUID
    kind: str
    case_no: str
    name: str
    colleague: str
    at: datetime


class AlertList(Answer, frozen=True):
    """What nobody has taken note of."""

    alerts: list[AlertLine]


@blueprint.post("/cases/<case_no:str>/recusal")
@only(*_CASES)
@endpoint(key="optional")
async def recuse(case_no: str, asked: Tie, by: Actor) -> None:
    """Keep out of a case: from now on it is hidden from me."""
    await desk.seen(case_no, by)
    await conflicts.recuse(case_no, by, relation=asked.relation, whole_family=asked.whole_family)


@blueprint.post("/cases/<case_no:str>/openings")
@only(*_CASES)
@endpoint(key="optional")
async def say_why(case_no: str, asked: Why, by: Actor) -> None:
    """Say why I open a case that is not mine to handle; it stays in the audit."""
    await desk.open_with_reason(case_no, by, reason=asked.reason)


@blueprint.get("/alerts")
@only(*_ALERTED)
@endpoint()
async def alerts(by: Actor) -> AlertList:
    """What the head, or the county, should know."""
    return AlertList(
        alerts=[
            AlertLine(
                id=one.id,
                kind=one.kind,
                case_no=one.case_no,
                name=one.name,
                colleague=one.colleague,
                at=one.at,
            )
            for one in await desk.alerts_for(by)
        ]
    )


@blueprint.post("/alerts/<alert:uuid>/seen")
@only(*_ALERTED)
@endpoint()
async def seen(alert: UUID, by: Actor) -> None:
    """Take note."""
    await desk.mark_seen(alert, by)


@blueprint.get("/deputies")
@only(*_HEADS)
@endpoint()
async def deputies(by: Actor) -> DeputyList:
    """Who stands in for whom."""
    return await _deputies(by)


async def _deputies(by: Actor) -> DeputyList:
    return DeputyList(
        deputies=[
            DeputyLine(
                id=one.id,
                staff=one.staff_id,
                name=one.name,
                deputy=one.deputy_id,
                deputy_name=one.deputy_name,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
            )
            for one in await staff.deputies_of(by.office)
        ],
        colleagues=[
            {"id": str(one.id), "name": one.name, "role": one.role}
            for one in await staff.colleagues(by.office)
        ],
    )


@blueprint.post("/deputies")
@only(*_HEADS)
@endpoint(status=201, key="optional")
async def appoint(asked: DeputyWanted, by: Actor) -> DeputyList:
    """Let a colleague be stood in for between two days."""
    await staff.appoint(
        asked.staff, asked.deputy, starts_on=asked.starts_on, ends_on=asked.ends_on, by=by
    )
    return await _deputies(by)


@blueprint.delete("/deputies/<deputy:uuid>")
@only(*_HEADS)
@endpoint()
async def end(deputy: UUID, by: Actor) -> DeputyList:
    """End an arrangement now."""
    await staff.end_deputy(deputy, by=by)
    return await _deputies(by)

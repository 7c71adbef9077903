"""Visits at home for their two visitors: what to take along, what is sent back, phones."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sanic import Blueprint

from server.casework import desk, surveys
from server.casework.surveys import Device, FilledSheet, Question, Survey
from server.core.actors import CASE_ROLES, Actor
from server.web.access import only
from server.web.api.shapes import Answer, Asked
from server.web.api.staff_shapes import Reasoned
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff_surveys", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)
_VISITORS = tuple(surveys.VISITING)


class VisitWanted(Asked, frozen=True):
    """Who goes, `first` one of the office, and when the household may expect them."""

    first: UUID
    second: UUID
    appointment_at: datetime


class VisitPlanned(Answer, frozen=True):
    """The visit that was planned."""

    survey_id: UUID


class VisitorView(Answer, frozen=True):
    """Somebody who may go."""

    id: UUID
    name: str
    role: str


class VisitorList(Answer, frozen=True):
    """Everybody who may go to a household."""

    visitors: list[VisitorView]


class VisitView(Answer, frozen=True):
    """One visit."""

    id: UUID
    case_no: str
    name: str
    region: str
    state: Literal["planned", "done", "cancelled"]
    appointment_at: datetime
    first: str
    second: str


class VisitList(Answer, frozen=True):
    """The visits I am to make, the next one first."""

    visits: list[VisitView]


class QuestionChoice(Answer, frozen=True):
    """One value a differing answer may have."""

    value: str
    label: str


class QuestionView(Answer, frozen=True):
    """What to look at: `things` are none, seen or unsure; a `value` same, differs or unsure.

    `declared` and `found` are in the fact's own unit (fen for money), null where nothing is known.
    """

    number: int
    fact: str
    label: str
    kind: Literal["value", "things"]
    type: str
    choices: list[QuestionChoice]
    declared: Any
    found: Any
    source: str


class Packet(Answer, frozen=True):
    """All that a phone needs to hold to work without a network."""

    visit: VisitView
    questions: list[QuestionView]


class SheetStored(Answer, frozen=True):
    """False when this, or a later revision of it, was here already."""

    stored: bool


class DeviceWanted(Asked, frozen=True):
    """The number a phone made for itself."""

    device_id: UUID


class DeviceKey(Answer, frozen=True):
    """The key that seals what the phone holds, in base 64."""

    key: str


class DeviceView(Answer, frozen=True):
    """One phone that holds visits."""

    id: UUID
    name: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None


class DeviceList(Answer, frozen=True):
    """My phones; a head's list has the whole office's."""

    devices: list[DeviceView]


@blueprint.get("/cases/<case_no:str>/visitors")
@only(*_CASES)
@endpoint()
async def visitors(case_no: str, by: Actor) -> VisitorList:
    """Who may visit for a case."""
    found = await surveys.visitors_for(await desk.seen(case_no, by))
    shown = [VisitorView(id=one.id, name=one.name, role=one.role) for one in found]
    return VisitorList(visitors=shown)


@blueprint.post("/cases/<case_no:str>/survey")
@only(*_CASES)
@endpoint(status=201, key="optional")
async def plan(case_no: str, asked: VisitWanted, by: Actor) -> VisitPlanned:
    """Plan a visit; the household is told when and who."""
    await desk.seen(case_no, by)
    planned = await surveys.plan(
        case_no, by, first=asked.first, second=asked.second, appointment_at=asked.appointment_at
    )
    return VisitPlanned(survey_id=planned)


@blueprint.post("/cases/<case_no:str>/survey/cancellation")
@only(*_CASES)
@endpoint(key="optional")
async def cancel(case_no: str, asked: Reasoned, by: Actor) -> None:
    """Call the planned visit off."""
    await desk.seen(case_no, by)
    await surveys.cancel(case_no, by, reason=asked.note)


@blueprint.get("/surveys")
@only(*_VISITORS)
@endpoint()
async def listed(by: Actor) -> VisitList:
    """The visits I am to make."""
    return VisitList(visits=[_visit(one) for one in await surveys.mine(by)])


def _visit(one: Survey) -> VisitView:
    return VisitView(
        id=one.id,
        case_no=one.case_no,
        name=one.name,
        region=one.region_code,
        state=one.state,
        appointment_at=one.appointment_at,
        first=one.first_name,
        second=one.second_name,
    )


@blueprint.get("/surveys/<survey_id:uuid>")
@only(*_VISITORS)
@endpoint()
async def packet(survey_id: UUID, by: Actor) -> Packet:
    """A planned visit with its questions, filled in with what is known; opening it is audited."""
    survey, asked = await surveys.open_sheet(survey_id, by)
    return Packet(visit=_visit(survey), questions=[_question(one) for one in asked])


def _question(one: Question) -> QuestionView:
    return QuestionView(
        number=one.number,
        fact=one.fact.key,
        label=one.fact.label,
        kind=one.kind,
        type="money" if one.fact.is_money else one.fact.type,
        choices=[QuestionChoice(value=c.value, label=c.label) for c in one.fact.choices],
        declared=one.declared,
        found=one.found,
        source=one.source,
    )


@blueprint.post("/surveys/<survey_id:uuid>/sheet")
@only(*_VISITORS)
@endpoint()
async def send(survey_id: UUID, asked: FilledSheet, by: Actor) -> SheetStored:
    """Send what was seen; either visitor may, and it is stored once, whatever the order."""
    stored = await surveys.receive(survey_id, asked.record, by, sending=asked.sending)
    return SheetStored(stored=stored)


@blueprint.get("/survey-devices")
@only(*_VISITORS)
@endpoint()
async def devices(by: Actor) -> DeviceList:
    """The phones that hold visits."""
    return DeviceList(devices=[_device(one) for one in await surveys.devices_of(by)])


def _device(one: Device) -> DeviceView:
    return DeviceView(
        id=one.id,
        name=one.name,
        created_at=one.created_at,
        seen_at=one.seen_at,
        revoked_at=one.revoked_at,
    )


@blueprint.post("/survey-devices")
@only(*_VISITORS)
@endpoint()
async def enrol(asked: DeviceWanted, by: Actor) -> DeviceKey:
    """Know this phone; asking again gives the same key."""
    return DeviceKey(key=await surveys.enrol(asked.device_id, by))


@blueprint.get("/survey-devices/<device_id:uuid>")
@only(*_VISITORS)
@endpoint()
async def unlock(device_id: UUID, by: Actor) -> DeviceKey:
    """The key of my phone again; a refusal means: forget everything."""
    return DeviceKey(key=await surveys.unlock(device_id, by))


@blueprint.post("/survey-devices/<device_id:uuid>/revoke")
@only(*_VISITORS)
@endpoint()
async def revoke(device_id: UUID, by: Actor) -> None:
    """Report a phone lost: it gets no key and can send nothing."""
    await surveys.revoke(device_id, by)

"""Case conferences: opened by the office, answered by departments through their link."""

from datetime import date, datetime

from sanic import Blueprint, Request

from server.casework import conferences, desk
from server.core import rate_limit
from server.core.actors import CASE_ROLES, Actor
from server.web.access import anyone, only
from server.web.api.shapes import Answer, Asked, Code, LongText, Text
from server.web.endpoint import endpoint
from server.web.envelope import address_of

blueprint = Blueprint("api_conferences")
_CASES = tuple(CASE_ROLES)
_HOUR = 3600


class Opening(Asked, frozen=True):
    """Why, and what is to be talked about; no names in it."""

    triggers: list[str]
    question: LongText


class Proposed(Answer, frozen=True):
    """What calls for a conference, as far as a computer can see."""

    triggers: list[str]


class InvitationView(Answer, frozen=True):
    """One department and its word."""

    department: str
    expires_at: datetime
    answered_at: datetime | None
    opinion: str
    signed: str


class TaskView(Answer, frozen=True):
    """Who does what by when."""

    position: int
    who: str
    what: str
    due_on: date
    done_at: datetime | None


class ConferenceView(Answer, frozen=True):
    """One conference."""

    conference_no: str
    case_no: str
    triggers: list[str]
    question: str
    meets_on: date
    minutes: str
    held_at: datetime | None
    visit_on: date | None
    visited_at: datetime | None
    invitations: list[InvitationView]
    tasks: list[TaskView]


class ConferenceList(Answer, frozen=True):
    """What is to be held, or to be visited."""

    conferences: list[ConferenceView]


class Department(Asked, frozen=True):
    """Whom to invite."""

    department: Code


class Link(Answer, frozen=True):
    """The secret of the link, given this once."""

    token: str


class TaskPlanned(Asked, frozen=True):
    """Who does what by when."""

    who: Text
    what: Text
    due_on: date


class Minutes(Asked, frozen=True):
    """What was agreed."""

    minutes: LongText
    tasks: list[TaskPlanned]


class Visit(Asked, frozen=True):
    """How the household is."""

    note: LongText


class Invited(Answer, frozen=True):
    """All that a department sees."""

    conference_no: str
    department: str
    name: str
    place: str
    triggers: list[str]
    question: str
    meets_on: date
    opinion: str


class Opinion(Asked, frozen=True):
    """A department's word, and who says it."""

    opinion: LongText
    signed: Text


@blueprint.get("/staff/cases/<case_no:str>/conference")
@only(*_CASES)
@endpoint()
async def proposed(case_no: str, by: Actor) -> Proposed:
    """What calls for a conference on this case."""
    case = await desk.seen(case_no, by)
    return Proposed(triggers=list(await conferences.triggers_of(case)))


@blueprint.post("/staff/cases/<case_no:str>/conference")
@only(*_CASES)
@endpoint(status=201)
async def open_one(case_no: str, asked: Opening, by: Actor) -> ConferenceView:
    """Call a conference."""
    await desk.seen(case_no, by)
    number = await conferences.open_one(
        case_no, by, triggers=asked.triggers, question=asked.question
    )
    return await _view(number, by)


async def _view(conference_no: str, by: Actor) -> ConferenceView:
    return _shaped(await conferences.one_of_office(conference_no, by))


def _shaped(found: conferences.Conference) -> ConferenceView:
    return ConferenceView(
        conference_no=found.conference_no,
        case_no=found.case_no,
        triggers=list(found.triggers),
        question=found.question,
        meets_on=found.meets_on,
        minutes=found.minutes,
        held_at=found.held_at,
        visit_on=found.visit_on,
        visited_at=found.visited_at,
        invitations=[
            InvitationView(
                department=one.department,
                expires_at=one.expires_at,
                answered_at=one.answered_at,
                opinion=one.opinion,
                signed=one.signed,
            )
            for one in found.invitations
        ],
        tasks=[
            TaskView(
                position=one.position,
                who=one.who,
                what=one.what,
                due_on=one.due_on,
                done_at=one.done_at,
            )
            for one in found.tasks
        ],
    )


@blueprint.get("/staff/conferences")
@only(*_CASES)
@endpoint()
async def listed(by: Actor) -> ConferenceList:
    """What is to be held or visited in my office."""
    found = await conferences.of_office(by)
    return ConferenceList(conferences=[_shaped(one) for one in found])


@blueprint.get("/staff/conferences/<conference_no:str>")
@only(*_CASES)
@endpoint()
async def one(conference_no: str, by: Actor) -> ConferenceView:
    """One conference."""
    return await _view(conference_no, by)


@blueprint.post("/staff/conferences/<conference_no:str>/invitations")
@only(*_CASES)
@endpoint(status=201)
async def invite(conference_no: str, asked: Department, by: Actor) -> Link:
    """A link for one department."""
    return Link(token=await conferences.invite(conference_no, asked.department, by))


@blueprint.post("/staff/conferences/<conference_no:str>/minutes")
@only(*_CASES)
@endpoint()
async def hold(conference_no: str, asked: Minutes, by: Actor) -> ConferenceView:
    """Keep minutes and tasks; the links end, a visit is due in thirty days."""
    plans = [conferences.Plan(one.who, one.what, one.due_on) for one in asked.tasks]
    await conferences.hold(conference_no, by, minutes=asked.minutes, plans=plans)
    return await _view(conference_no, by)


@blueprint.post("/staff/conferences/<conference_no:str>/tasks/<position:int>")
@only(*_CASES)
@endpoint()
async def task_done(conference_no: str, position: int, by: Actor) -> ConferenceView:
    """A task is done."""
    await conferences.task_done(conference_no, position, by)
    return await _view(conference_no, by)


@blueprint.post("/staff/conferences/<conference_no:str>/visit")
@only(*_CASES)
@endpoint()
async def visited(conference_no: str, asked: Visit, by: Actor) -> ConferenceView:
    """Somebody went to see."""
    await conferences.visited(conference_no, by, note=asked.note)
    return await _view(conference_no, by)


@blueprint.get("/conferences/<token:str>")
@anyone
@endpoint()
async def invited(request: Request, token: str) -> Invited:
    """What an invited department sees; the link is its only key."""
    await rate_limit.check("conference", address_of(request), limit=120, seconds=_HOUR)
    return await _invited(token)


async def _invited(token: str) -> Invited:
    found = await conferences.asked(token)
    return Invited(
        conference_no=found.conference_no,
        department=found.department,
        name=found.name,
        place=found.place,
        triggers=list(found.triggers),
        question=found.question,
        meets_on=found.meets_on,
        opinion=found.opinion,
    )


@blueprint.post("/conferences/<token:str>")
@anyone
@endpoint()
async def answer(request: Request, token: str, asked: Opinion) -> Invited:
    """A department's word."""
    await rate_limit.check("conference", address_of(request), limit=120, seconds=_HOUR)
    await conferences.answer(token, opinion=asked.opinion, signed=asked.signed)
    return await _invited(token)

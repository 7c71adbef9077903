"""Objections to decisions and posters, and their answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from sanic import Blueprint, Request

from server.casework import reviews
from server.core import rate_limit
from server.core.actors import CASE_ROLES, PUBLIC, Actor, Role
from server.web.access import anyone, only
from server.web.api.shapes import Answer, Asked, LongText
from server.web.endpoint import endpoint

blueprint = Blueprint("api_objections")
_CASES = tuple(CASE_ROLES)


class ObjectionMade(Asked, frozen=True):
    """What is not right, in one's own words."""

    words: LongText


class PosterObjection(Asked, frozen=True):
    """What is not right about a poster; `contact` only if one wants to be answered there."""

    words: LongText
    contact: Annotated[str, msgspec.Meta(max_length=100)] = ""


class ObjectionSeen(Answer, frozen=True):
    """An objection as whoever made it sees it; `result` is empty until it is answered."""

    objection_no: str
    kind: str
    words: str
    received_at: datetime
    due_at: datetime
    is_late: bool
    result: str
    answer: str
    answered_at: datetime | None


class ObjectionsSeen(Answer, frozen=True):
    """My objections to a decision, and whether another may be made."""

    objections: list[ObjectionSeen]
    is_open: bool
    until: datetime | None
    is_late: bool


class LookUp(Answer, frozen=True):
    """The word by which the answer can be looked up; it is told once."""

    look_up: str


@blueprint.get("/cases/<case_no:str>/objections")
@only(Role.RESIDENT)
@endpoint()
async def mine(case_no: str, by: Actor) -> ObjectionsSeen:
    """What I objected to, and the answers."""
    return await _mine(case_no, by)


async def _mine(case_no: str, by: Actor) -> ObjectionsSeen:
    made = await reviews.objections_of(case_no, by)
    chance = await reviews.chance_for(case_no, by)
    return ObjectionsSeen(
        objections=[ObjectionSeen(**vars(one)) for one in made],
        is_open=chance.is_open and all(one.result for one in made),
        until=chance.until,
        is_late=chance.is_late,
    )


@blueprint.post("/cases/<case_no:str>/objections")
@only(Role.RESIDENT)
@endpoint(status=201, key="optional")
async def make(case_no: str, asked: ObjectionMade, by: Actor) -> ObjectionsSeen:
    """Ask for a review of the decision."""
    await reviews.object_to_decision(case_no, by, words=asked.words)
    return await _mine(case_no, by)


@blueprint.delete("/cases/<case_no:str>/objections")
@only(Role.RESIDENT)
@endpoint()
async def take_back(case_no: str, by: Actor) -> ObjectionsSeen:
    """Take my open objection back."""
    await reviews.take_back(case_no, by)
    return await _mine(case_no, by)


@blueprint.post("/posters/<code:str>/objections")
@anyone
@endpoint(status=201)
async def object_to_poster(request: Request, code: str, asked: PosterObjection) -> LookUp:
    """Say what is not right about a poster; no name is needed."""
    await rate_limit.check("objection", request.remote_addr or request.ip, limit=10, seconds=3600)
    token = await reviews.object_to_poster(code, PUBLIC, words=asked.words, contact=asked.contact)
    return LookUp(look_up=token)


@blueprint.get("/posters/answers/<token:str>")
@anyone
@endpoint()
async def looked_up(token: str) -> ObjectionSeen:
    """How an objection to a poster stands."""
    return ObjectionSeen(**vars(await reviews.looked_up(token)))


class ObjectionLine(Answer, frozen=True):
    """One objection in the list."""

    id: UUID
    objection_no: str
    kind: str
    case_no: str
    name: str
    item_code: str
    item_version: int
    is_late: bool
    due_at: datetime
    due_is_provisional: bool
    taker: str
    is_mine: bool
    result: str


class ObjectionList(Answer, frozen=True):
    """Open objections of my area, never to my own work."""

    objections: list[ObjectionLine]


class ObjectionView(Answer, frozen=True):
    """One objection with everything needed to answer it."""

    line: ObjectionLine
    words: str
    contact: str
    answer: str
    order: str


class ObjectionAnswer(Asked, frozen=True):
    """The written answer; `order` is needed where the decision is to be changed."""

    result: Literal["kept", "changed", "unfounded", "founded"]
    answer: LongText
    order: Annotated[str, msgspec.Meta(max_length=2000)] = ""


@blueprint.get("/staff/objections")
@only(*_CASES)
@endpoint()
async def listed(by: Actor) -> ObjectionList:
    """What waits for an answer, the most urgent first."""
    found = await reviews.objections_for(by)
    return ObjectionList(objections=[ObjectionLine(**vars(line)) for line in found])


@blueprint.get("/staff/objections/<objection_id:uuid>")
@only(*_CASES)
@endpoint()
async def one(objection_id: UUID, by: Actor) -> ObjectionView:
    """One objection; opening it is noted."""
    return await _view(objection_id, by)


async def _view(objection_id: UUID, by: Actor) -> ObjectionView:
    found = await reviews.objection_of(objection_id, by)
    return ObjectionView(**{**vars(found), "line": ObjectionLine(**vars(found.line))})


@blueprint.post("/staff/objections/<objection_id:uuid>/take")
@only(*_CASES)
@endpoint()
async def take(objection_id: UUID, by: Actor) -> ObjectionView:
    """Take it; one wins."""
    await reviews.take(objection_id, by)
    return await _view(objection_id, by)


@blueprint.post("/staff/objections/<objection_id:uuid>/answer")
@only(*_CASES)
@endpoint(key="optional")
async def answer(objection_id: UUID, asked: ObjectionAnswer, by: Actor) -> ObjectionView:
    """Answer in writing."""
    await reviews.answer(
        objection_id, by, result=asked.result, words=asked.answer, order=asked.order
    )
    return await _view(objection_id, by)

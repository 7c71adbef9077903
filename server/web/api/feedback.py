"""Ratings of ended matters, what comes of bad ones, and what an office may see of them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from sanic import Blueprint

from server.core.actors import Actor, Role
from server.oversight import feedback
from server.web.access import only
from server.web.api.shapes import Answer, Asked, LongText
from server.web.endpoint import endpoint

blueprint = Blueprint("api_feedback")
_READERS, _VISITORS = tuple(feedback.READERS), tuple(feedback.VISITORS)
Words = Annotated[str, msgspec.Meta(max_length=1000)]


class RatingGiven(Asked, frozen=True):
    """Five is very satisfied, one very dissatisfied."""

    level: Annotated[int, msgspec.Meta(ge=1, le=5)]
    words: Words = ""
    may_call: bool = True


class RatingView(Answer, frozen=True):
    """What I rated and what came of it; `level` is null while I have not."""

    may_rate: bool
    level: int | None
    words: str = ""
    rated_at: datetime | None = None
    revisit_by: datetime | None = None
    outcome: str = ""
    reply: str = ""
    exclusion: str = ""
    answer: str = ""


class Appeal(Asked, frozen=True):
    """Why my rating should count."""

    words: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


@blueprint.get("/cases/<case_no:str>/rating")
@only(Role.RESIDENT)
@endpoint()
async def rating(case_no: str, by: Actor) -> RatingView:
    """My rating of an ended matter; nothing is filled in for me."""
    may, given = await feedback.rating_page(case_no, by)
    if given is None:
        return RatingView(may_rate=may, level=None)
    return RatingView(may_rate=False, **vars(given))


@blueprint.post("/cases/<case_no:str>/rating")
@only(Role.RESIDENT)
@endpoint(status=201, key="optional")
async def rate(case_no: str, asked: RatingGiven, by: Actor) -> RatingView:
    """Rate it; nobody has to, and nothing depends on it."""
    await feedback.rate(case_no, by, level=asked.level, words=asked.words, may_call=asked.may_call)
    _, given = await feedback.rating_page(case_no, by)
    return RatingView(may_rate=False, **(vars(given) if given else {"level": None}))


@blueprint.post("/cases/<case_no:str>/rating/appeal")
@only(Role.RESIDENT)
@endpoint()
async def appeal(case_no: str, asked: Appeal, by: Actor) -> None:
    """My rating was set aside, and I do not agree."""
    await feedback.appeal(case_no, by, words=asked.words)


class MonthsView(Answer, frozen=True):
    """Closed months together, with the number of ratings of each level."""

    first: date
    last: date
    levels: dict[str, int]
    words: list[str]


class FiguresView(Answer, frozen=True):
    """What an office sees; `revisit_rate` in a hundred, null where none was due."""

    least: int
    months: list[MonthsView]
    bad: int
    revisited: int
    overdue: int
    in_time: int
    revisit_rate: int | None


@blueprint.get("/staff/feedback")
@only(*_READERS)
@endpoint()
async def figures(by: Actor) -> FiguresView:
    """My area's ratings, never so few that somebody could be recognised."""
    found = await feedback.figures_for(by)
    return FiguresView(
        least=found.least,
        months=[
            MonthsView(
                first=group.first,
                last=group.last,
                levels={str(level): count for level, count in group.levels.items()},
                words=list(group.words),
            )
            for group in found.months
        ],
        bad=found.revisited.bad,
        revisited=found.revisited.done,
        overdue=found.revisited.overdue,
        in_time=found.revisited.in_time,
        revisit_rate=found.revisited.rate,
    )


class RevisitLine(Answer, frozen=True):
    """One revisit: neither who rated nor which case."""

    id: UUID
    level: int
    office: str
    item: str
    due_at: datetime
    due_is_provisional: bool
    outcome: str
    exclusion: str


class RevisitList(Answer, frozen=True):
    """Revisits open to me: never of my own work."""

    revisits: list[RevisitLine]


class RevisitView(Answer, frozen=True):
    """One revisit with the person behind it."""

    line: RevisitLine
    case_no: str
    name: str
    phone: str
    may_call: bool
    words: str
    findings: str
    improvement: str
    reply: str
    reason: str
    appeal: str
    may_confirm: bool
    may_hear: bool


class Settled(Asked, frozen=True):
    """What was found, mended, and told to the rater."""

    outcome: Literal["mended", "explained", "not_founded", "not_reached"]
    findings: LongText
    reply: LongText
    improvement: Words = ""


class Proposed(Asked, frozen=True):
    """Why a rating is false or malicious."""

    reason: LongText


class Confirmed(Asked, frozen=True):
    """Whether the second person agrees."""

    agree: bool


class Heard(Asked, frozen=True):
    """What the third person decides, and the answer to the rater."""

    restore: bool
    answer: LongText


@blueprint.get("/staff/revisits")
@only(*_VISITORS)
@endpoint()
async def listed(by: Actor) -> RevisitList:
    """Bad ratings to look into, by deadline."""
    found = await feedback.revisits_for(by)
    return RevisitList(revisits=[RevisitLine(**vars(line)) for line in found])


@blueprint.get("/staff/revisits/<revisit_id:uuid>")
@only(*_VISITORS)
@endpoint()
async def one(revisit_id: UUID, by: Actor) -> RevisitView:
    """One of them with the person; opening it is noted."""
    found = await feedback.revisit_of(revisit_id, by)
    return RevisitView(**{**vars(found), "line": RevisitLine(**vars(found.line))})


@blueprint.post("/staff/revisits/<revisit_id:uuid>/settle")
@only(*_VISITORS)
@endpoint(key="optional")
async def settle(revisit_id: UUID, asked: Settled, by: Actor) -> None:
    """Write down what came of it and answer the rater."""
    await feedback.settle(
        revisit_id,
        by,
        outcome=asked.outcome,
        findings=asked.findings,
        reply=asked.reply,
        improvement=asked.improvement,
    )


@blueprint.post("/staff/revisits/<revisit_id:uuid>/exclusion")
@only(*_VISITORS)
@endpoint(key="optional")
async def propose(revisit_id: UUID, asked: Proposed, by: Actor) -> None:
    """Say that the rating should not count; somebody else must agree."""
    await feedback.propose(revisit_id, by, reason=asked.reason)


@blueprint.post("/staff/revisits/<revisit_id:uuid>/exclusion/confirm")
@only(*_VISITORS)
@endpoint(key="optional")
async def confirm(revisit_id: UUID, asked: Confirmed, by: Actor) -> None:
    """The second person agrees or not."""
    await feedback.confirm(revisit_id, by, agree=asked.agree)


@blueprint.post("/staff/revisits/<revisit_id:uuid>/exclusion/hear")
@only(*_VISITORS)
@endpoint(key="optional")
async def hear(revisit_id: UUID, asked: Heard, by: Actor) -> None:
    """A third person hears the appeal."""
    await feedback.hear(revisit_id, by, restore=asked.restore, answer=asked.answer)

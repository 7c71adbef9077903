"""Figures and the trail: for the manager, the auditor and the audit administrator."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from sanic import Blueprint

from server.casework import desk
from server.core.actors import STAFF_ROLES, Actor, Role
from server.registry import audit, staff
from server.web.access import only
from server.web.api.shapes import Answer, Asked
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff_oversight", url_prefix="/staff")
_STEERING = (Role.MANAGER, Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
_READERS = (Role.AUDITOR, Role.AUDIT_ADMIN)


class PostLine(Answer, frozen=True):
    """Something one may act as today; `code` chooses it with the second factor."""

    code: str
    role: str
    region: str
    is_deputy: bool


class PostList(Answer, frozen=True):
    """One's own posts first, then those one stands in for."""

    posts: list[PostLine]


class FigureLine(Answer, frozen=True):
    """One office in numbers; spans are of thirty days, days are natural days."""

    office: str
    name: str
    open: int
    overdue: int
    unclaimed: int
    at_county: int
    sent_in: int
    granted: int
    refused: int
    median_days: float | None
    unserved: int


class Figures(Answer, frozen=True):
    """Every office of my area."""

    offices: list[FigureLine]


class TrailAsked(Asked, frozen=True):
    """What to look for; nothing means everything, newest first."""

    action: str = ""
    subject: str = ""
    login: str = ""
    on: date | None = None
    before: Annotated[int, msgspec.Meta(ge=0, le=2**62)] = 0


class TrailRow(Answer, frozen=True):
    """One line of the trail."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    role: str
    action: str
    subject: str
    reason: str


class Trail(Answer, frozen=True):
    """A hundred lines at most; go on with `before` the last id."""

    rows: list[TrailRow]


class SampleAsked(Asked, frozen=True):
    """How many decided cases to draw."""

    count: Annotated[int, msgspec.Meta(ge=1, le=20)] = 5


class SampleLine(Answer, frozen=True):
    """A drawn case, open until then."""

    case_no: str
    item: str
    stage: str
    until: datetime


class Samples(Answer, frozen=True):
    """What I may open now."""

    samples: list[SampleLine]


class ChainReport(Answer, frozen=True):
    """Whether the trail is whole."""

    rows: int
    is_intact: bool
    problems: list[str]


@blueprint.get("/posts")
@only(*STAFF_ROLES, stage="second_factor")
@endpoint()
async def posts(by: Actor) -> PostList:
    """What I may sign in as; ask between the two factors."""
    held = await staff.posts(by.staff_id) if by.staff_id else []
    return PostList(
        posts=[
            PostLine(
                code=post.code,
                role=post.role.value,
                region=post.region_code,
                is_deputy=post.stands_for is not None,
            )
            for post in held
        ]
    )


@blueprint.get("/figures")
@only(*_STEERING)
@endpoint()
async def figures(by: Actor) -> Figures:
    """My area in numbers: no person, no case."""
    found = await desk.figures(by)
    return Figures(offices=[msgspec.convert(vars(one), FigureLine) for one in found])


@blueprint.get("/audit")
@only(*_READERS)
@endpoint()
async def trail(query: TrailAsked, by: Actor) -> Trail:
    """Who did what to what; reading is itself noted."""
    wanted = audit.Wanted(query.action, query.subject, query.login, query.on, query.before)
    rows = await audit.read(by, wanted)
    return Trail(rows=[msgspec.convert(vars(row), TrailRow) for row in rows])


@blueprint.get("/audit/samples")
@only(Role.AUDITOR)
@endpoint()
async def samples(by: Actor) -> Samples:
    """The cases I have drawn and may open now."""
    return _samples(await desk.samples_of(by))


def _samples(found: list[desk.Sample]) -> Samples:
    return Samples(
        samples=[
            SampleLine(case_no=one.case_no, item=one.item_code, stage=one.stage, until=one.until)
            for one in found
        ]
    )


@blueprint.post("/audit/samples")
@only(Role.AUDITOR)
@endpoint(status=201)
async def sample(asked: SampleAsked, by: Actor) -> Samples:
    """Draw decided cases of my area by lot."""
    return _samples(await desk.draw_sample(by, count=asked.count))


@blueprint.get("/audit/verification")
@only(Role.AUDIT_ADMIN)
@endpoint()
async def verify() -> ChainReport:
    """Walk the whole chain."""
    report = await audit.verify()
    return ChainReport(rows=report.rows, is_intact=report.is_intact, problems=list(report.problems))

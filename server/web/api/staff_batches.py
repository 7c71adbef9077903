"""One act on many cases, and to whom cases may be handed."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from sanic import Blueprint, Request

from server.casework import desk
from server.core.actors import CASE_ROLES, Actor
from server.core.text.locales import error_text
from server.web.access import only
from server.web.api.shapes import Answer, Asked, Code
from server.web.api.staff_queue import filter_of
from server.web.api.staff_queue_shapes import CaseFilter
from server.web.endpoint import endpoint
from server.web.language import language_of

blueprint = Blueprint("api_staff_batches", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)
Cases = Annotated[list[Code], msgspec.Meta(min_length=1, max_length=desk.MOST)]


class BatchWanted(Asked, frozen=True):
    """An act on these cases, or on all a filter finds: one of the two, 500 at most.

    `to` says whom cases are handed to, and belongs to `assign` only.
    """

    act: Literal["claim", "release", "accept", "assign"]
    cases: Cases | None = None
    wanted: CaseFilter | None = None
    to: UUID | None = None


class Refused(Answer, frozen=True):
    """Why a case was left as it was, and what to do now."""

    code: str
    title: str
    next: str


class OutcomeLine(Answer, frozen=True):
    """What became of one case; nothing refused means done."""

    case_no: str
    refused: Refused | None


class BatchNow(Answer, frozen=True):
    """A batch and what became of each case; not done means that it was cut off on its way."""

    id: UUID
    act: str
    is_done: bool
    outcomes: list[OutcomeLine]


class ColleagueLine(Answer, frozen=True):
    """Somebody a case may be handed to."""

    id: UUID
    name: str


class Colleagues(Answer, frozen=True):
    """Who handles cases of my office today."""

    colleagues: list[ColleagueLine]


@blueprint.get("/colleagues")
@only(*_CASES)
@endpoint()
async def colleagues(by: Actor) -> Colleagues:
    """Whom I may hand a case to."""
    found = await desk.colleagues(by)
    return Colleagues(colleagues=[ColleagueLine(id=one.id, name=one.name) for one in found])


@blueprint.put("/batches/<batch:uuid>")
@only(*_CASES)
@endpoint()
async def run(request: Request, batch: UUID, asked: BatchWanted, by: Actor) -> BatchNow:
    """Do one act on many cases, each in its own right; the id is mine: sent twice, done once."""
    if (asked.cases is None) == (asked.wanted is None) or (asked.to and asked.act != desk.ASSIGN):
        raise desk.BatchInvalid(fields={"cases": "field.missing"})
    if asked.wanted is None:
        chosen = asked.cases or []
    else:
        chosen = await desk.chosen_by(by, filter_of(asked.wanted))
    made = await desk.run_batch(batch, asked.act, chosen, by, to=asked.to)
    return _shown(made, language_of(request))


@blueprint.get("/batches/<batch:uuid>")
@only(*_CASES)
@endpoint()
async def one(request: Request, batch: UUID, by: Actor) -> BatchNow:
    """What became of each case of my batch."""
    return _shown(await desk.batch_of(batch, by), language_of(request))


def _shown(batch: desk.Batch, language: str) -> BatchNow:
    return BatchNow(
        id=batch.id,
        act=batch.act,
        is_done=batch.is_done,
        outcomes=[
            OutcomeLine(case_no=one.case_no, refused=_refused(one.refused, language))
            for one in batch.outcomes
        ],
    )


def _refused(code: str, language: str) -> Refused | None:
    if not code:
        return None
    said = error_text(code, language)
    return Refused(code=code, title=said.title, next=said.next)

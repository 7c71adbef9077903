"""Letters: a resident's own, as words and PDF, confirmed; and checking one by its code."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, letters
from server.casework.letters import Content, LetterView
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.web import page, sign_in
from server.web.access import anyone, only
from server.web.api.shapes import Answer
from server.web.endpoint import Contract, declares, endpoint
from server.web.envelope import address_of

blueprint = Blueprint("api_letters")
PDF = "application/pdf"


class LetterLine(Answer, frozen=True):
    """A letter and what became of it; the last days for an appeal run from service."""

    id: UUID
    kind: str
    title: str
    doc_no: str
    issued_at: datetime
    has_pdf: bool
    replaced_by: str
    served_by: str
    served_on: date | None
    review_until: datetime | None
    litigation_until: datetime | None


class LetterList(Answer, frozen=True):
    """A case's letters, newest first."""

    letters: list[LetterLine]


class LetterInFull(LetterLine, frozen=True):
    """One letter with its words as they were issued."""

    content: Content


class Verified(Answer, frozen=True):
    """What the public may know; `is_intact` is null while the file cannot be read."""

    doc_no: str
    title: str
    masked_name: str
    office: str
    issued_on: date
    is_intact: bool | None
    replaced_by: str


def line(view: LetterView) -> LetterLine:
    """A letter for a list."""
    return LetterLine(**_values(view))


def in_full(view: LetterView) -> LetterInFull:
    """A letter with its words."""
    return LetterInFull(**_values(view), content=view.content)


def _values(view: LetterView) -> dict[str, Any]:
    letter, service, appeal = view.letter, view.service, view.appeal
    return {
        "id": letter.id,
        "kind": letter.kind,
        "title": view.content.title,
        "doc_no": letter.doc_no,
        "issued_at": letter.issued_at,
        "has_pdf": letter.file_id is not None,
        "replaced_by": view.replaced_by,
        "served_by": service.method if service else "",
        "served_on": service.served_on if service else None,
        "review_until": appeal.review.at if appeal else None,
        "litigation_until": appeal.litigation.at if appeal else None,
    }


@blueprint.get("/cases/<case_no:str>/letters")
@only(Role.RESIDENT)
@endpoint()
async def listed(case_no: str, by: Actor) -> LetterList:
    """The letters of my case."""
    case = await cases.mine(case_no, by)
    return LetterList(letters=[line(view) for view in await letters.of_case(case)])


@blueprint.get("/cases/<case_no:str>/letters/<letter:uuid>")
@only(Role.RESIDENT)
@endpoint()
async def one(case_no: str, letter: UUID, by: Actor) -> LetterInFull:
    """One letter in words."""
    case = await cases.mine(case_no, by)
    return in_full(await letters.one_of(case, letter))


PDF_CONTRACT = Contract("The letter as PDF.", None, None, None, 200, "none", media_type=PDF)


@blueprint.get("/cases/<case_no:str>/letters/<letter:uuid>/pdf")
@only(Role.RESIDENT)
@declares(PDF_CONTRACT)
async def pdf(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """The letter as PDF."""
    case = await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await letters.file_of(case, letter, by, storage=storage))


@blueprint.post("/cases/<case_no:str>/letters/<letter:uuid>/received")
@only(Role.RESIDENT)
@endpoint(key="optional")
async def received(case_no: str, letter: UUID, by: Actor) -> LetterLine:
    """I have read it and have it: served today, and the periods for an appeal run."""
    await letters.confirm(case_no, letter, by)
    return line(await letters.one_of(await cases.mine(case_no, by), letter))


@blueprint.get("/letters/<code:str>/verification")
@anyone
@endpoint()
async def verify(request: Request, code: str) -> Verified:
    """Whether a letter with this code is genuine; no personal data but a masked name."""
    await rate_limit.check("verify", address_of(request), limit=60, seconds=600)
    found = await letters.verify(code, storage=sign_in.world_of(request).storage)
    return Verified(
        doc_no=found.doc_no,
        title=found.title,
        masked_name=found.masked_name,
        office=found.office,
        issued_on=found.issued_on,
        is_intact=found.is_intact,
        replaced_by=found.replaced_by,
    )

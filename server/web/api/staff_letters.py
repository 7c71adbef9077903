"""Letters for caseworkers: what must still be served, the proof of it, corrections."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import desk, letters
from server.core.actors import CASE_ROLES, Actor
from server.web import page, sign_in
from server.web.access import only
from server.web.api.letters import PDF_CONTRACT, LetterInFull, LetterLine, LetterList, in_full, line
from server.web.api.shapes import Answer, Asked, LongText
from server.web.endpoint import declares, endpoint

blueprint = Blueprint("api_staff_letters", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)


class UnservedLine(Answer, frozen=True):
    """A letter somebody must still take to its addressee; late ones are a task."""

    id: UUID
    case_no: str
    name: str
    title: str
    doc_no: str
    issued_at: datetime
    is_late: bool


class UnservedList(Answer, frozen=True):
    """My office's letters without proof of service, the oldest first."""

    letters: list[UnservedLine]
    late: int


class ProofGiven(Asked, frozen=True):
    """How, when and to whom; each way of serving needs its own lines."""

    method: Literal["handed_over", "post", "left", "public_notice"]
    served_on: date
    sent_on: date | None = None
    receiver: str = ""
    witnesses: str = ""
    place: str = ""
    tracking_no: str = ""


class Corrected(Asked, frozen=True):
    """Why a corrected letter takes the place of this one."""

    reason: LongText


@blueprint.get("/letters")
@only(*_CASES)
@endpoint()
async def unserved(by: Actor) -> UnservedList:
    """Letters that wait to be served."""
    found = await letters.unserved(by)
    return UnservedList(
        letters=[
            UnservedLine(
                id=one.letter_id,
                case_no=one.case_no,
                name=one.name,
                title=one.title,
                doc_no=one.doc_no,
                issued_at=one.issued_at,
                is_late=one.is_late,
            )
            for one in found
        ],
        late=sum(one.is_late for one in found),
    )


@blueprint.get("/cases/<case_no:str>/letters")
@only(*_CASES)
@endpoint()
async def of_case(case_no: str, by: Actor) -> LetterList:
    """A case's letters."""
    case = await desk.seen(case_no, by)
    return LetterList(letters=[line(view) for view in await letters.of_case(case)])


@blueprint.get("/cases/<case_no:str>/letters/<letter:uuid>")
@only(*_CASES)
@endpoint()
async def one(case_no: str, letter: UUID, by: Actor) -> LetterInFull:
    """One letter in words."""
    case = await desk.seen(case_no, by)
    return in_full(await letters.one_of(case, letter))


@blueprint.get("/cases/<case_no:str>/letters/<letter:uuid>/pdf")
@only(*_CASES)
@declares(PDF_CONTRACT)
async def pdf(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """The letter to print."""
    case = await desk.seen(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await letters.file_of(case, letter, by, storage=storage))


@blueprint.post("/cases/<case_no:str>/letters/<letter:uuid>/service")
@only(*_CASES)
@endpoint(key="optional")
async def serve(case_no: str, letter: UUID, asked: ProofGiven, by: Actor) -> LetterLine:
    """Record the proof of service."""
    case = await desk.seen(case_no, by)
    proof = letters.Proof(
        method=asked.method,
        served_on=asked.served_on,
        sent_on=asked.sent_on,
        receiver=asked.receiver,
        witnesses=asked.witnesses,
        place=asked.place,
        tracking_no=asked.tracking_no,
    )
    await letters.record_service(case_no, letter, by, proof=proof)
    return line(await letters.one_of(case, letter))


@blueprint.post("/cases/<case_no:str>/letters/<letter:uuid>/replacement")
@only(*_CASES)
@endpoint(status=201, key="optional")
async def correct(case_no: str, letter: UUID, asked: Corrected, by: Actor) -> LetterLine:
    """Issue a corrected letter in place of this one."""
    case = await desk.seen(case_no, by)
    made = await letters.reissue(case_no, letter, by, reason=asked.reason)
    return line(await letters.one_of(case, made))

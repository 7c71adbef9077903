"""Photographs and papers of a case: sent in by its resident, opened by whom the case is for."""

from datetime import datetime
from uuid import UUID

import msgspec
from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, corrections, desk
from server.core.actors import CASE_ROLES, Actor, Role
from server.registry.files import File
from server.web import page, sign_in, uploads
from server.web.access import only
from server.web.api.shapes import Answer
from server.web.endpoint import Contract, declares, endpoint, reply
from server.web.finishing import finish

blueprint = Blueprint("api_files")
_READERS = (*CASE_ROLES, Role.AUDITOR)
_MINE = "/cases/<case_no:str>/files"
_THEIRS = f"/staff{_MINE}"
_ANY = "application/octet-stream"


class FileForm(msgspec.Struct, frozen=True):
    """A form with one picture (JPEG, PNG, WebP) or PDF of at most 10 MB."""

    file: bytes


class FileView(Answer, frozen=True):
    """One kept file; `has_small` where a small picture can be had. Size in bytes."""

    id: UUID
    name: str
    media_type: str
    size: int
    has_small: bool
    uploaded_at: datetime


class FileList(Answer, frozen=True):
    """What was sent in for a case, oldest first."""

    files: list[FileView]


_SEND = Contract(
    "Send in a picture or a paper that was asked for; sent again, it is the same file.",
    None, None, FileView, 201, "none", form=FileForm,
)  # fmt: skip
_WHOLE = Contract("A file, whole; opening it is audited.", None, None, None, 200, "none",
                  media_type=_ANY)  # fmt: skip
_SMALL = Contract("A picture at most 320 wide and high; audited too.", None, None, None, 200,
                  "none", media_type="image/jpeg")  # fmt: skip


def _view(one: File) -> FileView:
    return FileView(
        id=one.id,
        name=one.name,
        media_type=one.media_type,
        size=one.size,
        has_small=one.is_picture,
        uploaded_at=one.uploaded_at,
    )


@blueprint.post(_MINE, stream=True)
@only(Role.RESIDENT)
@declares(_SEND)
async def send(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Send in a picture or a paper."""
    await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    async with uploads.received(request) as upload:
        kept = await finish(
            lambda: corrections.keep_paper(
                case_no, upload.name, upload.chunks(), by=by, storage=storage
            )
        )
    return reply(_view(kept), 201)


@blueprint.get(_MINE)
@only(Role.RESIDENT)
@endpoint()
async def mine(case_no: str, by: Actor) -> FileList:
    """What I sent in."""
    case = await cases.mine(case_no, by)
    return FileList(files=[_view(one) for one in await corrections.papers_of(case)])


@blueprint.get(f"{_MINE}/<file:uuid>")
@only(Role.RESIDENT)
@declares(_WHOLE)
async def one_of_mine(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A file of mine."""
    case = await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await corrections.look(case, file, by=by, storage=storage))


@blueprint.get(f"{_MINE}/<file:uuid>/small")
@only(Role.RESIDENT)
@declares(_SMALL)
async def small_of_mine(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A picture of mine, small."""
    case = await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.picture(await corrections.look(case, file, by=by, storage=storage, small=True))


@blueprint.get(_THEIRS)
@only(*_READERS)
@endpoint()
async def of_case(case_no: str, by: Actor) -> FileList:
    """What was sent in for a case."""
    case = await desk.openable(case_no, by)
    return FileList(files=[_view(one) for one in await corrections.papers_of(case)])


@blueprint.get(f"{_THEIRS}/<file:uuid>")
@only(*_READERS)
@declares(_WHOLE)
async def one_of_case(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A file of a case."""
    case = await desk.openable(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await corrections.look(case, file, by=by, storage=storage))


@blueprint.get(f"{_THEIRS}/<file:uuid>/small")
@only(*_READERS)
@declares(_SMALL)
async def small_of_case(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A picture of a case, small."""
    case = await desk.openable(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.picture(await corrections.look(case, file, by=by, storage=storage, small=True))

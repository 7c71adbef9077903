"""Photographs and papers of a case in the console; each opening is audited."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import corrections, desk
from server.core.actors import CASE_ROLES, Actor, Role
from server.web import page, sign_in
from server.web.access import only

blueprint = Blueprint("console_papers", url_prefix="/cases")
_READERS = (*CASE_ROLES, Role.AUDITOR)


@blueprint.get("/<case_no:str>/files/<file:uuid>")
@only(*_READERS)
async def one(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A file, whole."""
    case = await desk.openable(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await corrections.look(case, file, by=by, storage=storage))


@blueprint.get("/<case_no:str>/files/<file:uuid>/small")
@only(*_READERS)
async def small(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A picture, small."""
    case = await desk.openable(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.picture(await corrections.look(case, file, by=by, storage=storage, small=True))

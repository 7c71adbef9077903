"""What a resident sent in for a case, to see it again; each opening is audited."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, corrections
from server.core.actors import Actor, Role
from server.web import page, sign_in
from server.web.access import only

blueprint = Blueprint("papers")


@blueprint.get("/cases/<case_no:str>/files/<file:uuid>")
@only(Role.RESIDENT)
async def one(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A file, whole."""
    case = await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await corrections.look(case, file, by=by, storage=storage))


@blueprint.get("/cases/<case_no:str>/files/<file:uuid>/small")
@only(Role.RESIDENT)
async def small(request: Request, case_no: str, file: UUID, by: Actor) -> HTTPResponse:
    """A picture, small."""
    case = await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.picture(await corrections.look(case, file, by=by, storage=storage, small=True))

"""A resident's letters: read on the phone, kept as PDF, confirmed; and checking one by its code."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, letters
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.registry import regions
from server.web import page, sign_in
from server.web.access import anyone, only
from server.web.envelope import address_of
from server.web.pages.showing import show

blueprint = Blueprint("letters")


@blueprint.get("/cases/<case_no:str>/letters/<letter:uuid>")
@only(Role.RESIDENT)
async def one(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """One letter, in large type, with what one may do."""
    case = await cases.mine(case_no, by)
    view = await letters.one_of(case, letter)
    return await show(
        request,
        "letter.html",
        case=case,
        view=view,
        content=view.content,
        office=regions.office_for(view.letter.office_code),
        is_confirmed=request.args.get("received") == "1",
    )


@blueprint.get("/cases/<case_no:str>/letters/<letter:uuid>/pdf")
@only(Role.RESIDENT)
async def pdf(request: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """The letter as it was issued."""
    case = await cases.mine(case_no, by)
    storage = sign_in.world_of(request).storage
    return page.document(*await letters.file_of(case, letter, by, storage=storage))


@blueprint.post("/cases/<case_no:str>/letters/<letter:uuid>/received")
@only(Role.RESIDENT)
async def received(_: Request, case_no: str, letter: UUID, by: Actor) -> HTTPResponse:
    """I have read it and have it: served today."""
    await letters.confirm(case_no, letter, by)
    return page.see(f"/cases/{case_no}/letters/{letter}?received=1")


@blueprint.get("/verify")
@anyone
async def ask_code(request: Request) -> HTTPResponse:
    """Where a letter's code is typed in."""
    code = "".join(request.args.get("code", "").split()).upper()
    if code.isalnum() and code.isascii():
        return page.see(f"/verify/{code[:40]}")
    return await show(request, "verify.html", found=None, code="", is_unknown=bool(code))


@blueprint.get("/verify/<code:str>")
@anyone
async def check(request: Request, code: str) -> HTTPResponse:
    """Whether a letter is genuine; nothing of the person but a masked name."""
    await rate_limit.check("verify", address_of(request), limit=60, seconds=600)
    storage = sign_in.world_of(request).storage
    try:
        found = await letters.verify(code, storage=storage)
    except letters.LetterUnknown:
        return await show(
            request, "verify.html", status=404, found=None, code=code[:40], is_unknown=True
        )
    return await show(request, "verify.html", found=found, code=code, is_unknown=False)

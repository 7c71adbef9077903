"""Objecting: to a decision about oneself, to a poster by anybody; and reading the answer."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, publicity, reviews
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.registry import regions
from server.web import access, page
from server.web.access import anyone, only
from server.web.pages.showing import show, texts_of, typed
from server.web.pages.words import marked

blueprint = Blueprint("objecting")
RESULTS = {
    "kept": marked("复查过，原来的决定不变"),
    "changed": marked("复查过，原来的决定要改"),
    "unfounded": marked("重新查过，和公示的一样"),
    "founded": marked("重新查过，您说得对，已退回重新办"),
    "withdrawn": marked("您撤回了"),
}


@blueprint.get("/cases/<case_no:str>/objection")
@only(Role.RESIDENT)
async def objection(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Ask for a review, or see how it stands."""
    return await _show(request, case_no, by, {})


async def _show(
    request: Request, case_no: str, by: Actor, wrong: dict[str, str], status: int = 200
) -> HTTPResponse:
    case = await cases.mine(case_no, by)
    made, chance = await reviews.objections_of(case_no, by), await reviews.chance_of(case)
    if not made and not chance.is_open:
        return page.see(f"/cases/{case_no}")
    return await show(
        request,
        "objection.html",
        status=status,
        case=case,
        made=made,
        chance=chance,
        is_open=any(not one.result for one in made),
        results=RESULTS,
        wrong=wrong,
        typed_words=typed(request, "words"),
    )


@blueprint.post("/cases/<case_no:str>/objection")
@only(Role.RESIDENT)
async def object_to_decision(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Keep it; a second tap keeps the first."""
    try:
        await reviews.object_to_decision(case_no, by, words=typed(request, "words"))
    except reviews.AlreadyObjected:
        pass
    except Invalid as refused:
        return await _show(request, case_no, by, texts_of(request, refused), 422)
    return page.see(f"/cases/{case_no}/objection")


@blueprint.post("/cases/<case_no:str>/objection/withdraw")
@only(Role.RESIDENT)
async def take_back(_: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Take it back; the law's other ways stay open."""
    await reviews.take_back(case_no, by)
    return page.see(f"/cases/{case_no}/objection")


@blueprint.get("/posted/<code:str>")
@anyone
async def posted(request: Request, code: str) -> HTTPResponse:
    """Whoever stands before the poster may say what is not right."""
    return await _poster(request, code, {})


async def _poster(
    request: Request, code: str, wrong: dict[str, str], status: int = 200
) -> HTTPResponse:
    case = await publicity.posted(code)
    return await show(
        request,
        "posted.html",
        status=status,
        code=code,
        place=regions.of(case.region_code).name,
        until=case.publicity_until,
        office=regions.office_for(case.office_code),
        wrong=wrong,
        typed_words=typed(request, "words"),
        typed_contact=typed(request, "contact"),
        known=access.visitor(request).account_id is not None,
    )


@blueprint.post("/posted/<code:str>")
@anyone
async def object_to_poster(request: Request, code: str) -> HTTPResponse:
    """Keep what somebody says about a poster; the answer can be read by its own address."""
    await rate_limit.check("objection", request.remote_addr or request.ip, limit=10, seconds=3600)
    by = access.visitor(request)
    try:
        token = await reviews.object_to_poster(
            code, by, words=typed(request, "words"), contact=typed(request, "contact")
        )
    except Invalid as refused:
        return await _poster(request, code, texts_of(request, refused), 422)
    return page.see(f"/posted/answers/{token}?new=1")


@blueprint.get("/posted/answers/<token:str>")
@anyone
async def answer(request: Request, token: str) -> HTTPResponse:
    """How an objection to a poster stands."""
    found = await reviews.looked_up(token)
    is_new = request.args.get("new") == "1"
    return await show(
        request, "posted_answer.html", objection=found, results=RESULTS, is_new=is_new
    )

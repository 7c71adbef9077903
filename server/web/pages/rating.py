"""Rating an ended matter: five levels, none chosen beforehand, and what came of it."""

from sanic import Blueprint, HTTPResponse, Request

from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.oversight import feedback
from server.web import page
from server.web.access import only
from server.web.pages.showing import show, texts_of, typed
from server.web.pages.words import marked

blueprint = Blueprint("rating")
LEVELS = (
    (5, marked("非常满意")),
    (4, marked("满意")),
    (3, marked("基本满意")),
    (2, marked("不满意")),
    (1, marked("非常不满意")),
)
OUTCOMES = {
    "mended": marked("问题属实，已经改了"),
    "explained": marked("已经向您说明"),
    "not_founded": marked("查过了，和您说的不一样"),
    "not_reached": marked("没能联系上您，按材料查过了"),
}


@blueprint.get("/cases/<case_no:str>/rating")
@only(Role.RESIDENT)
async def rating(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Give a rating, or see what came of it."""
    return await _show(request, case_no, by, {})


async def _show(
    request: Request, case_no: str, by: Actor, wrong: dict[str, str], status: int = 200
) -> HTTPResponse:
    may, given = await feedback.rating_page(case_no, by)
    if given is None and not may:
        return page.see(f"/cases/{case_no}")
    return await show(
        request,
        "rating.html",
        status=status,
        case_no=case_no,
        given=given,
        levels=LEVELS,
        outcomes=OUTCOMES,
        wrong=wrong,
        typed_words=typed(request, "words"),
        typed_level=typed(request, "level"),
    )


@blueprint.post("/cases/<case_no:str>/rating")
@only(Role.RESIDENT)
async def rate(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Keep it; a second tap keeps the first."""
    level = typed(request, "level")
    try:
        await feedback.rate(
            case_no,
            by,
            level=int(level) if level.isascii() and level.isdecimal() else 0,
            words=typed(request, "words"),
            may_call=typed(request, "may_call") == "1",
        )
    except feedback.AlreadyRated:
        pass
    except Invalid as refused:
        return await _show(request, case_no, by, texts_of(request, refused), 422)
    return page.see(f"/cases/{case_no}/rating")


@blueprint.post("/cases/<case_no:str>/rating/appeal")
@only(Role.RESIDENT)
async def appeal(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """It was set aside, and one does not agree."""
    try:
        await feedback.appeal(case_no, by, words=typed(request, "words"))
    except Invalid as refused:
        return await _show(request, case_no, by, texts_of(request, refused), 422)
    return page.see(f"/cases/{case_no}/rating")

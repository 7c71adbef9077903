"""Review, signature, submission, receipt."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases
from server.casework.cases import Review
from server.core import database, idempotency, ids
from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.registry import households
from server.web import page
from server.web.access import only
from server.web.pages.filling import steps_of
from server.web.pages.showing import show, texts_of, typed

blueprint = Blueprint("sending")
_MOST_KEY = 128


@blueprint.get("/cases/<case_no:str>/review")
@only(Role.RESIDENT)
async def look_over(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Everything at a glance, and what one signs."""
    review = await cases.review(case_no, by)
    if review.case.stage != "draft":
        return page.see(f"/cases/{case_no}")
    return await _show(request, review, {}, ids.token())


async def _show(
    request: Request, review: Review, wrong: dict[str, str], key: str, *, status: int = 200
) -> HTTPResponse:
    home = await households.of(review.case.household_id)
    return await show(
        request,
        "review.html",
        status=status,
        review=review,
        case=review.case,
        estimate=review.estimate,
        item=review.item,
        lane=review.item.lane(review.case.lane),
        household=home,
        others=[m for m in home.members if m.person_id != review.case.applicant_id],
        wrong=wrong,
        signed=typed(request, "signature"),
        key=key,
        back=steps_of(review, is_care=page.is_care(request))[-1].address(review.case.case_no),
    )


@blueprint.post("/cases/<case_no:str>/submit")
@only(Role.RESIDENT)
async def submit(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Send it in, once; a second tap sees the same receipt."""
    key = typed(request, "key")[:_MOST_KEY]
    try:
        await _once(request, case_no, by, key)
    except Invalid as refused:
        if isinstance(refused, idempotency.KeyReused):
            raise
        review = await cases.review(case_no, by)
        wrong = texts_of(request, refused)
        return await _show(request, review, wrong, ids.token(), status=422)
    except idempotency.StillRunning:
        pass
    return page.see(f"/cases/{case_no}/receipt")


async def _once(request: Request, case_no: str, by: Actor, key: str) -> None:
    words = {name: typed(request, name) for name in ("signature", "drawing")}
    scope = {"actor": by.scope, "route": f"POST {request.path}", "key": key or case_no}
    async with database.transaction():
        if await idempotency.claim(**scope, body=repr(words).encode()) is None:
            await cases.submit(case_no, by, **words)
            await idempotency.keep(**scope, status=303, answer="")


@blueprint.get("/cases/<case_no:str>/receipt")
@only(Role.RESIDENT)
async def receipt(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """The number, what happens next and by when; asks no register."""
    view = await cases.view(case_no, by)
    if view.case.submitted_at is None or not view.is_mine:
        return page.see(f"/cases/{case_no}")
    return await show(request, "receipt.html", view=view, case=view.case)

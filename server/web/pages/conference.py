"""The page behind a conference's link: no sign-in, a masked name, one question, one answer."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import conferences
from server.core import rate_limit
from server.core.errors import Invalid
from server.web import page
from server.web.access import anyone
from server.web.envelope import address_of
from server.web.pages.showing import show, texts_of, typed

blueprint = Blueprint("conference", url_prefix="/conference")
_HOUR = 3600


@blueprint.get("/<token:str>")
@anyone
async def ask(request: Request, token: str) -> HTTPResponse:
    """What is asked of a department."""
    return await _show(request, token, {}, {})


async def _show(
    request: Request,
    token: str,
    given: dict[str, str],
    wrong: dict[str, str],
    *,
    status: int = 200,
) -> HTTPResponse:
    await rate_limit.check("conference", address_of(request), limit=120, seconds=_HOUR)
    asked = await conferences.asked(token)
    return await show(
        request,
        "conference.html",
        status=status,
        asked=asked,
        department=conferences.DEPARTMENTS[asked.department],
        triggers=[conferences.TRIGGERS[name] for name in asked.triggers],
        given={"opinion": asked.opinion, "signed": asked.signed} | given,
        wrong=wrong,
        is_kept=request.args.get("kept") == "1",
    )


@blueprint.post("/<token:str>")
@anyone
async def answer(request: Request, token: str) -> HTTPResponse:
    """Keep the department's word; it may be written anew until the link ends."""
    given = {name: typed(request, name) for name in ("opinion", "signed")}
    try:
        await conferences.answer(token, **given)
    except Invalid as refused:
        return await _show(request, token, given, texts_of(request, refused), status=422)
    return page.see(f"/conference/{token}?kept=1")

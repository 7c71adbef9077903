"""Signing in by phone or WeChat, signing out, and the real-name check."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import checks
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Invalid, NotSignedIn, TooMany, Unavailable
from server.registry import people
from server.web import access, page, sign_in
from server.web.access import anyone, only
from server.web.errors import problem_of
from server.web.language import language_of
from server.web.pages.home import like_before
from server.web.pages.showing import show, texts_of, typed

blueprint = Blueprint("entering")


@blueprint.get("/sign-in")
@anyone
async def ask_phone(request: Request) -> HTTPResponse:
    """First the phone."""
    back = page.safe_back(request.args.get("back"))
    if access.visitor(request).account_id is not None:
        return page.see(back)
    return await show(request, "sign_in.html", to=back, phone="", wrong={})


@blueprint.post("/sign-in")
@anyone
async def send_code(request: Request) -> HTTPResponse:
    """Send a code and ask for it; asked again within the minute, the first one still counts."""
    phone, back = sign_in.digits(typed(request, "phone")), page.safe_back(typed(request, "back"))
    asked_again = False
    try:
        await sign_in.send_code(request, phone)
    except Invalid as wrong:
        texts = texts_of(request, wrong)
        return await show(request, "sign_in.html", status=422, to=back, phone=phone, wrong=texts)
    except TooMany:
        asked_again = True
    return await show(
        request, "sign_in_code.html", to=back, phone=phone, wrong={}, asked_again=asked_again
    )


@blueprint.post("/sign-in/code")
@anyone
async def use_code(request: Request) -> HTTPResponse:
    """Then the code."""
    phone, back = sign_in.digits(typed(request, "phone")), page.safe_back(typed(request, "back"))
    try:
        opened = await sign_in.by_code(request, phone, sign_in.digits(typed(request, "code")))
    except (Invalid, NotSignedIn, TooMany) as refused:
        problem = problem_of(refused, language_of(request), "")
        return await show(
            request,
            "sign_in_code.html",
            status=422,
            to=back,
            phone=phone,
            asked_again=False,
            wrong={"code": f"{problem.detail} {problem.next}".strip()},
        )
    return await _enter(request, opened, back)


@blueprint.get("/sign-in/wechat")
@anyone
async def to_wechat(request: Request) -> HTTPResponse:
    """Off to WeChat; a link, because forms may not lead to other sites."""
    return sign_in.to_oauth(request, page.safe_back(request.args.get("back")))


@blueprint.get("/sign-in/wechat/back")
@anyone
async def from_wechat(request: Request) -> HTTPResponse:
    """Back from WeChat."""
    code, state = request.args.get("code") or "", request.args.get("state") or ""
    opened, back = await sign_in.by_oauth(request, code, state)
    return await _enter(request, opened, page.safe_back(back))


@blueprint.post("/sign-out")
@anyone
async def leave(request: Request) -> HTTPResponse:
    """End the session; the next person at this phone sees nothing of it."""
    await sign_in.sign_out(request)
    answer = sign_in.take_cookie(request, page.see("/?left=1"))
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


async def _enter(request: Request, opened: sign_in.Opened, back: str) -> HTTPResponse:
    _, session = opened
    answer = sign_in.give_cookie(request, page.see(back), opened)
    if session.actor.account_id is None:
        return answer
    return like_before(request, answer, await people.account_of(session.actor.account_id))


@blueprint.get("/real-name")
@only(Role.RESIDENT)
async def ask_name(request: Request, by: Actor) -> HTTPResponse:
    """Who applies: why we ask and what we look up."""
    back = page.safe_back(request.args.get("back"))
    if by.person_id is not None:
        return page.see(back)
    return await show(request, "real_name.html", to=back, name="", wrong={}, problem=None)


@blueprint.post("/real-name")
@only(Role.RESIDENT)
async def check_name(request: Request, by: Actor) -> HTTPResponse:
    """Check name and number with the register."""
    back = page.safe_back(typed(request, "back"))
    name, id_no = typed(request, "name"), typed(request, "id_no").replace(" ", "").upper()
    await rate_limit.check("real-name", by.id, limit=10, seconds=3600)
    try:
        await checks.real_name(sign_in.world_of(request), name, id_no, by)
    except (Invalid, Unavailable) as refused:
        wrong = texts_of(request, refused) if isinstance(refused, Invalid) else {}
        return await show(
            request,
            "real_name.html",
            status=422 if wrong else 503,
            to=back,
            name=name,
            wrong=wrong,
            problem=None if wrong else problem_of(refused, language_of(request), ""),
        )
    return page.see(back)

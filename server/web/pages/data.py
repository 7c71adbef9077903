"""My data: what is held, who looked, correcting phone and address, closing the account."""

import msgspec
from sanic import Blueprint, HTTPResponse, Request

from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Conflict, Invalid, TooMany
from server.oversight import holdings
from server.registry import people
from server.web import page, sign_in
from server.web.access import only
from server.web.errors import problem_of
from server.web.language import language_of
from server.web.pages.showing import show, texts_of, typed
from server.web.pages.words import marked

blueprint = Blueprint("my_data", url_prefix="/me")
ROLES = {
    "village_helper": marked("村协理员"),
    "clerk": marked("经办人"),
    "head": marked("负责人"),
    "county_reviewer": marked("县级审核人"),
    "county_approver": marked("县级审批人"),
    "manager": marked("主管"),
    "auditor": marked("审计人员"),
}
READINGS = {
    "open": marked("打开您的办件"),
    "open-others": marked("打开别人经办的您的办件"),
    "open-call": marked("看您的电话，好告诉您消息"),
    "open-revisit": marked("看您的评价，好回访"),
    "open-objection": marked("看您的意见，好答复"),
    "open-letter": marked("打开您的文书"),
    "open-id-no": marked("看您的完整身份证号"),
    "open-survey": marked("看您家的情况，好上门"),
    "open-file": marked("打开您交的照片或文件"),
}
OTHER_READING = marked("看您的资料")


@blueprint.get("/data")
@only(Role.RESIDENT)
async def data(request: Request, by: Actor) -> HTTPResponse:
    """What is held, to read."""
    return await show(request, "me_data.html", copy=await holdings.copy_of(by))


@blueprint.get("/data.json")
@only(Role.RESIDENT)
async def download(_: Request, by: Actor) -> HTTPResponse:
    """The same to keep, as one file."""
    await rate_limit.check("copy", by.id, limit=20, seconds=3600)
    await holdings.note_copy(by)
    copy = msgspec.json.format(msgspec.json.encode(await holdings.copy_of(by)), indent=2)
    headers = {"content-disposition": 'attachment; filename="my-data.json"'}
    return HTTPResponse(copy, headers=headers, content_type="application/json")


@blueprint.get("/looked")
@only(Role.RESIDENT)
async def looked(request: Request, by: Actor) -> HTTPResponse:
    """Who looked, when, and why."""
    looks = await holdings.looks_of(by)
    return await show(
        request,
        "me_looked.html",
        looks=looks,
        roles=ROLES,
        readings=READINGS,
        other=OTHER_READING,
    )


@blueprint.get("/close")
@only(Role.RESIDENT)
async def ask_close(request: Request, by: Actor) -> HTTPResponse:
    """What closing means, before it is done."""
    return await _closing(request, by, {})


async def _closing(
    request: Request, by: Actor, wrong: dict[str, str], status: int = 200
) -> HTTPResponse:
    return await show(
        request,
        "me_close.html",
        status=status,
        left=await holdings.before_closing(by),
        kept=holdings.KEPT,
        erased=holdings.ERASED,
        wrong=wrong,
    )


@blueprint.post("/close")
@only(Role.RESIDENT)
async def close(request: Request, by: Actor) -> HTTPResponse:
    """Close the account; this device forgets it too."""
    try:
        await holdings.close(by, is_confirmed=typed(request, "confirm") == "1")
    except Invalid as refused:
        return await _closing(request, by, texts_of(request, refused), 422)
    answer = sign_in.take_cookie(request, page.see("/?left=1"))
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


@blueprint.get("/phone")
@only(Role.RESIDENT)
async def ask_phone(request: Request, by: Actor) -> HTTPResponse:
    """First the new number."""
    del by
    return await show(request, "me_phone.html", phone="", wrong={}, is_sent=False)


@blueprint.post("/phone")
@only(Role.RESIDENT)
async def send_code(request: Request, by: Actor) -> HTTPResponse:
    """Send a code to the new number; asked again within the minute, the first still counts."""
    del by
    phone = sign_in.digits(typed(request, "phone"))
    try:
        await sign_in.send_code(request, phone)
    except Invalid as refused:
        texts = texts_of(request, refused)
        return await show(
            request, "me_phone.html", status=422, phone=phone, wrong=texts, is_sent=False
        )
    except TooMany:
        pass
    return await show(request, "me_phone.html", phone=phone, wrong={}, is_sent=True)


@blueprint.post("/phone/code")
@only(Role.RESIDENT)
async def use_code(request: Request, by: Actor) -> HTTPResponse:
    """Then the code: from now on one signs in, and is told, there."""
    phone = sign_in.digits(typed(request, "phone"))
    try:
        await sign_in.change_phone(request, phone, sign_in.digits(typed(request, "code")), by)
    except (Invalid, Conflict, TooMany) as refused:
        problem = problem_of(refused, language_of(request), "")
        wrong = {"code": f"{problem.detail} {problem.next}".strip()}
        return await show(
            request, "me_phone.html", status=422, phone=phone, wrong=wrong, is_sent=True
        )
    return page.see("/me?kept=phone")


@blueprint.get("/address")
@only(Role.RESIDENT)
async def ask_address(request: Request, by: Actor) -> HTTPResponse:
    """Where one lives now."""
    if by.person_id is None:
        return page.see("/real-name?back=/me/address")
    person = await people.of(by.person_id)
    return await show(request, "me_address.html", typed_address=person.address or "", wrong={})


@blueprint.post("/address")
@only(Role.RESIDENT)
async def change_address(request: Request, by: Actor) -> HTTPResponse:
    """Keep it."""
    if by.person_id is None:
        return page.see("/real-name?back=/me/address")
    address = typed(request, "address")
    try:
        await people.change_address(by.person_id, address, by=by)
    except Invalid as refused:
        wrong = texts_of(request, refused)
        return await show(
            request, "me_address.html", status=422, typed_address=address, wrong=wrong
        )
    return page.see("/me?kept=address")

"""How somebody is called: a mobile, a landline, a number abroad, or only a visit."""

from sanic import Blueprint, HTTPResponse, Request

from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Invalid
from server.core.privacy import mask_phone
from server.registry import people
from server.web import page
from server.web.access import only
from server.web.pages.showing import show, texts_of, typed
from server.web.pages.words import marked

blueprint = Blueprint("contact", url_prefix="/me/contact")
# What to say of a way of being called, and how its number begins.
KINDS = {
    "mobile": (marked("手机"), marked("11 位；就是登录用的那个，可以空着")),
    "landline": (marked("座机"), marked("先写区号，比如 0513-85220000")),
    "abroad": (marked("境外的号码"), marked("先写国家代码，比如 +1 或 00852")),
    "none": (marked("没有电话"), marked("有事我们请人上门，住址请写到门牌")),
}


@blueprint.get("/")
@only(Role.RESIDENT)
async def ask(request: Request, by: Actor) -> HTTPResponse:
    """How one is called now, and the other ways."""
    if by.person_id is None:
        return page.see("/real-name?back=/me/contact")
    return await _show(request, by, {}, status=200)


async def _show(request: Request, by: Actor, wrong: dict[str, str], *, status: int) -> HTTPResponse:
    kind, number = await called(by)
    return await show(
        request,
        "me_contact.html",
        status=status,
        wrong=wrong,
        kinds=KINDS,
        kind=kind,
        number=mask_phone(number) if number else "",
        given={"kind": typed(request, "kind") or kind, "number": typed(request, "number")},
    )


async def called(by: Actor) -> tuple[str, str]:
    """How and where the one who signed in is called now."""
    if by.person_id is not None:
        person = await people.of(by.person_id)
        if person.reach is not None:
            return person.reach, person.phone or ""
    phone = await _own_phone(by)
    return ("mobile" if phone else "none"), phone


async def _own_phone(by: Actor) -> str:
    """The phone signed in with, where it is this person's own and not one they share."""
    account = await people.account_of(by.account_id) if by.account_id else None
    own = account is not None and account.person_id == by.person_id
    return account.phone or "" if account and own else ""


@blueprint.post("/")
@only(Role.RESIDENT)
async def change(request: Request, by: Actor) -> HTTPResponse:
    """Keep it; calls go there from now on."""
    if by.person_id is None:
        return page.see("/real-name?back=/me/contact")
    await rate_limit.check("contact", by.id, limit=30, seconds=3600)
    kind, number = typed(request, "kind"), typed(request, "number")[:40]
    if kind == "mobile" and not number:
        number = await _own_phone(by)
    try:
        await people.reach_at(by.person_id, kind, number, by=by)
    except Invalid as refused:
        return await _show(request, by, texts_of(request, refused), status=422)
    return page.see("/me?kept=contact")

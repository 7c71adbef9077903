"""What is one's own: messages, name, consents."""

from sanic import Blueprint, HTTPResponse, Request

from server.contact import notices
from server.core.actors import Actor, Role
from server.core.privacy import mask_name
from server.registry import consents, people
from server.web import page
from server.web.access import only
from server.web.language import language_of
from server.web.pages import contact
from server.web.pages.showing import show, typed

blueprint = Blueprint("mine")


@blueprint.get("/messages")
@only(Role.RESIDENT)
async def messages(request: Request, by: Actor) -> HTTPResponse:
    """What one was told, newest first; opening the page is reading it."""
    found = await notices.of_account(by, language_of(request))
    answer = await show(request, "messages.html", notices=found)
    await notices.mark_read(by)
    return answer


@blueprint.get("/me")
@only(Role.RESIDENT)
async def me(request: Request, by: Actor) -> HTTPResponse:
    """Name and phone masked, how one reads, what one agreed to."""
    account = await people.account_of(by.account_id) if by.account_id else None
    person = await people.of(by.person_id) if by.person_id else None
    return await show(
        request,
        "me.html",
        account=account,
        name=mask_name(person.name) if person else "",
        called=await _called(by),
        has_address=bool(person and person.address),
        wish=await notices.wish_of(by.account_id) if by.account_id else notices.Wish(),
        kept=request.args.get("kept", ""),
        consents=await consents.of_person(by.person_id) if by.person_id else [],
    )


async def _called(by: Actor) -> str:
    kind, _ = await contact.called(by)
    return contact.KINDS[kind][0]


@blueprint.post("/me/told")
@only(Role.RESIDENT)
async def told(request: Request, by: Actor) -> HTTPResponse:
    """How one is told from now on."""
    may_call = typed(request, "village_may_call") == "1"
    await notices.wish(by, notices.Wish(typed(request, "channel"), may_call))
    return page.see("/me?kept=told#h-told")


@blueprint.post("/me/consents/<consent_no:str>/withdraw")
@only(Role.RESIDENT)
async def take_back(_: Request, consent_no: str, by: Actor) -> HTTPResponse:
    """Take a consent back: asking stops."""
    await consents.withdraw(consent_no, by=by)
    return page.see("/me")

"""Signing: whom nothing may reach, a link to pass on, and the page behind it without an account."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, signing
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.config import settings
from server.core.errors import Invalid, NotFound
from server.registry import consents, households, regions
from server.web import page
from server.web.access import anyone, only
from server.web.pages.showing import show, texts_of, typed

blueprint = Blueprint("signing")


@blueprint.get("/cases/<case_no:str>/people")
@only(Role.RESIDENT)
async def members(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """The other adults: who signs, who must not be told."""
    return await _members(request, case_no, by)


async def _members(
    request: Request, case_no: str, by: Actor, link: str = "", link_for: str = ""
) -> HTTPResponse:
    case = await cases.mine(case_no, by)
    home = await households.of(case.household_id)
    said = {one.about_id: one.kind for one in await households.cautions(case.applicant_id)}
    states = {one.person_id: one.state for one in await cases.signers_of(case)}
    others = [m for m in home.members if m.person_id != case.applicant_id]
    return await show(
        request,
        "case_people.html",
        case=case,
        others=[(m, said.get(m.person_id, ""), states.get(m.person_id, "")) for m in others],
        me=states.get(case.applicant_id, ""),
        link=link,
        link_for=link_for,
    )


@blueprint.post("/cases/<case_no:str>/people/<person_id:uuid>")
@only(Role.RESIDENT)
async def say(request: Request, case_no: str, person_id: UUID, by: Actor) -> HTTPResponse:
    """Keep the case from somebody, or take that word back."""
    kind = typed(request, "kind")
    if kind:
        await signing.keep_away(case_no, person_id, kind, by=by)
    else:
        await signing.let_back(case_no, person_id, by=by)
    return page.see(f"/cases/{case_no}/people")


@blueprint.post("/cases/<case_no:str>/people/<person_id:uuid>/link")
@only(Role.RESIDENT)
async def link(request: Request, case_no: str, person_id: UUID, by: Actor) -> HTTPResponse:
    """A link to pass on to family far away; shown once."""
    case = await cases.mine(case_no, by)
    token = await signing.make(case, person_id, by=by)
    name = next(s.name for s in await cases.signers_of(case) if s.person_id == person_id)
    return await _members(request, case_no, by, f"{settings().base_url}/s/{token}", name)


@blueprint.get("/s/<token:str>")
@anyone
async def arrive(request: Request, token: str) -> HTTPResponse:
    """Before one is known again: nothing but an office and its telephone."""
    return await _gate(request, token, {})


async def _gate(
    request: Request, token: str, wrong: dict[str, str], *, status: int = 200
) -> HTTPResponse:
    found = await signing.opened(token)
    office = regions.office_for(found.case.office_code)
    return await show(
        request,
        "link.html",
        status=status,
        token=token,
        office=office,
        wrong=wrong,
        name=typed(request, "name"),
    )


@blueprint.post("/s/<token:str>")
@anyone
async def known_again(request: Request, token: str) -> HTTPResponse:
    """Name and the end of one's number open it."""
    await rate_limit.check("signing-link", token[:16], limit=20, seconds=3600)
    try:
        given = await signing.verify(token, typed(request, "name"), typed(request, "digits"))
    except Invalid as refused:
        return await _gate(request, token, texts_of(request, refused), status=422)
    return await _paper(request, token, given, {})


async def _paper(
    request: Request, token: str, given: str, wrong: dict[str, str], *, status: int = 200
) -> HTTPResponse:
    found = await signing.opened(token)
    case, item = found.case, cases.item_of(found.case)
    return await show(
        request,
        "link_sign.html",
        status=status,
        token=token,
        given=given,
        case=case,
        words=cases.words_of(case),
        office=regions.office_for(case.office_code),
        wording=consents.current_wording(),
        registers=item.registers_of(item.lane(case.lane)),
        wrong=wrong,
    )


@blueprint.post("/s/<token:str>/answer")
@anyone
async def answer(request: Request, token: str) -> HTTPResponse:
    """Agree with one's name, or say no; both are answers."""
    given = typed(request, "given")
    says_no = typed(request, "do") == "no"
    try:
        if says_no:
            await signing.decline_by(token, given)
        else:
            words = typed(request, "signature"), typed(request, "drawing")
            await signing.sign_by(token, given, *words)
    except signing.LinkWrong as refused:
        return await _gate(request, token, texts_of(request, refused), status=422)
    except Invalid as refused:
        return await _paper(request, token, given, texts_of(request, refused), status=422)
    except cases.CaseUnknown:
        raise NotFound from None
    return await show(request, "link_done.html", says_no=says_no)

"""My data: a copy, who looked, correcting what is mine to correct, closing the account."""

from datetime import datetime

from sanic import Blueprint, Request

from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import NotSignedIn
from server.oversight import holdings
from server.registry import people
from server.web import sign_in
from server.web.access import only
from server.web.api.shapes import Answer, Asked, ContactTold, Digits, Phone, Text
from server.web.endpoint import endpoint

blueprint = Blueprint("api_holdings", url_prefix="/me")


class LookLine(Answer, frozen=True):
    """One reading of my data by staff: no names."""

    at: datetime
    office: str
    role: str
    what: str
    case_no: str
    why: str


class LookList(Answer, frozen=True):
    """Who looked, newest first."""

    looks: list[LookLine]


class ClosingView(Answer, frozen=True):
    """What is still open, and what would be kept or erased."""

    open_cases: list[str]
    drafts: list[str]
    kept: list[holdings.Kept]
    erased: list[str]


class ClosingAsked(Asked, frozen=True):
    """Whether I am sure."""

    confirm: bool


class NewPhone(Asked, frozen=True):
    """Another phone, and the code that was sent to it."""

    phone: Phone
    code: Digits


class NewAddress(Asked, frozen=True):
    """Where I live now."""

    address: Text


@blueprint.get("/data")
@only(Role.RESIDENT)
@endpoint()
async def data(by: Actor) -> holdings.Copy:
    """Everything held about me."""
    await rate_limit.check("copy", by.id, limit=20, seconds=3600)
    await holdings.note_copy(by)
    return await holdings.copy_of(by)


@blueprint.get("/looks")
@only(Role.RESIDENT)
@endpoint()
async def looks(by: Actor) -> LookList:
    """Who looked at my data, when, and why."""
    return LookList(looks=[LookLine(**vars(look)) for look in await holdings.looks_of(by)])


@blueprint.get("/closing")
@only(Role.RESIDENT)
@endpoint()
async def closing(by: Actor) -> ClosingView:
    """What closing my account would mean."""
    left = await holdings.before_closing(by)
    return ClosingView(
        open_cases=list(left.open_cases),
        drafts=list(left.drafts),
        kept=list(holdings.KEPT),
        erased=list(holdings.ERASED),
    )


@blueprint.post("/closing")
@only(Role.RESIDENT)
@endpoint()
async def close(asked: ClosingAsked, by: Actor) -> None:
    """Close my account now, on every device."""
    await holdings.close(by, is_confirmed=asked.confirm)


@blueprint.put("/phone")
@only(Role.RESIDENT)
@endpoint()
async def phone(request: Request, asked: NewPhone, by: Actor) -> None:
    """Change my phone; the code comes from `POST /sessions/codes`."""
    await sign_in.change_phone(request, asked.phone, asked.code, by)


@blueprint.put("/contact")
@only(Role.RESIDENT)
@endpoint()
async def contact(asked: ContactTold, by: Actor) -> None:
    """Where I am called: a landline, a number abroad or no phone are as good as a mobile."""
    if by.person_id is None:
        raise NotSignedIn
    await people.reach_at(by.person_id, asked.kind, asked.number, by=by)


@blueprint.put("/address")
@only(Role.RESIDENT)
@endpoint()
async def address(asked: NewAddress, by: Actor) -> None:
    """Change my address."""
    if by.person_id is None:
        raise NotSignedIn
    await people.change_address(by.person_id, asked.address, by=by)

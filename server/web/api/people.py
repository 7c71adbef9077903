"""For whom I act: people on this phone, mandates given and held, changing from one to another."""

from datetime import date, datetime
from uuid import UUID

from sanic import Blueprint, Request

from server.casework import cases, checks
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.registry import delegations, people
from server.registry.delegations import Delegation, Wanted
from server.web import sign_in
from server.web.access import only
from server.web.api.sessions import SessionOpened, opened
from server.web.api.shapes import Answer, Asked, ItemCode, Text
from server.web.endpoint import endpoint

blueprint = Blueprint("api_people", url_prefix="/me")


class Served(Answer, frozen=True):
    """Somebody this account may act for; `to` chooses them."""

    to: str
    name: str
    mandate_no: str | None
    until: datetime | None
    is_now: bool


class ServedList(Answer, frozen=True):
    """Everybody this account may act for."""

    people: list[Served]


class PersonWanted(Asked, frozen=True):
    """Somebody who shares this phone, by name and citizen number."""

    name: Text
    id_no: Text


class SwitchWanted(Asked, frozen=True):
    """`self`, a person's id or a mandate's number, and how that person's number ends."""

    to: Text
    digits: Text


class MandateWanted(Asked, frozen=True):
    """Whom, for what, until the end of which day, and one's own name as signature."""

    name: Text
    id_no: Text
    kind: Text
    until: date
    signature: Text
    relation: str = ""
    items: tuple[ItemCode, ...] = ()
    case_no: str | None = None


class MandateView(Answer, frozen=True):
    """A mandate I gave; no items and no case means everything of mine."""

    mandate_no: str
    delegate: str
    kind: str
    relation: str
    items: list[str]
    case_no: str | None
    method: str
    given_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class MandateList(Answer, frozen=True):
    """Every mandate I gave, newest first."""

    mandates: list[MandateView]


@blueprint.get("/people")
@only(Role.RESIDENT)
@endpoint()
async def listed(by: Actor) -> ServedList:
    """For whom I may act."""
    return ServedList(people=await _served(by))


async def _served(by: Actor) -> list[Served]:
    if by.account_id is None:
        return []
    account, now = await people.account_of(by.account_id), by.mandate.no if by.mandate else None
    found: list[Served] = []
    if account.person_id is not None:
        own = await people.of(account.person_id)
        is_now = now is None and by.person_id == own.id
        found.append(_one("self", own.name, None, is_now=is_now))
        for mandate in await delegations.held_by(account.person_id):
            is_now = now == mandate.mandate_no
            found.append(_one(mandate.mandate_no, mandate.person_name, mandate, is_now=is_now))
    for person in await people.sharing(by.account_id):
        is_now = now is None and by.person_id == person.id
        found.append(_one(str(person.id), person.name, None, is_now=is_now))
    return found


def _one(to: str, name: str, mandate: Delegation | None, *, is_now: bool) -> Served:
    return Served(
        to=to,
        name=name,
        mandate_no=mandate.mandate_no if mandate else None,
        until=mandate.expires_at if mandate else None,
        is_now=is_now,
    )


@blueprint.post("/people")
@only(Role.RESIDENT)
@endpoint()
async def add(request: Request, asked: PersonWanted, by: Actor) -> ServedList:
    """Let this account serve one more person, after the real-name check."""
    await rate_limit.check("real-name", by.id, limit=10, seconds=3600)
    world = sign_in.world_of(request)
    await checks.real_name(world, asked.name, asked.id_no, by, is_another=True)
    return ServedList(people=await _served(by))


@blueprint.delete("/people/<person_id:uuid>")
@only(Role.RESIDENT)
@endpoint()
async def remove(person_id: UUID, by: Actor) -> None:
    """This account no longer serves that person."""
    if by.account_id is not None:
        await people.unshare(by.account_id, person_id, by=by)


@blueprint.post("/people/switch")
@only(Role.RESIDENT)
@endpoint(status=201)
async def switch(request: Request, asked: SwitchWanted, by: Actor) -> SessionOpened:
    """Serve another person from now on: a fresh token, the old one ends."""
    return opened(await sign_in.serve(request, by, asked.to, asked.digits))


@blueprint.get("/mandates")
@only(Role.RESIDENT)
@endpoint()
async def given(by: Actor) -> MandateList:
    """Who may act for me, and who might before."""
    found = await delegations.of_person(by.person_id) if by.person_id and not by.mandate else []
    return MandateList(mandates=[mandate_view(one) for one in found])


def mandate_view(one: Delegation) -> MandateView:
    """A mandate as it is shown to whom it concerns."""
    return MandateView(
        mandate_no=one.mandate_no,
        delegate=one.delegate_name,
        kind=one.kind,
        relation=one.relation,
        items=list(one.items),
        case_no=one.case_no,
        method=one.method,
        given_at=one.given_at,
        expires_at=one.expires_at,
        revoked_at=one.revoked_at,
    )


@blueprint.post("/mandates")
@only(Role.RESIDENT)
@endpoint(status=201, key="optional")
async def give(asked: MandateWanted, by: Actor) -> MandateView:
    """Let somebody fill in, send in and hear for me; never sign for me, never be paid."""
    await rate_limit.check("mandate", by.id, limit=20, seconds=3600)
    if by.person_id is None:
        raise cases.RealNameNeeded
    if not cases.same_name(asked.signature, (await people.of(by.person_id)).name):
        raise cases.SignatureWrong(fields={"signature": "field.signature_wrong"})
    if asked.case_no is not None:
        await cases.mine(asked.case_no, by)
    wanted = Wanted(
        kind=asked.kind,
        relation=asked.relation,
        until=asked.until,
        items=asked.items,
        case_no=asked.case_no,
    )
    delegate = await people.identify(asked.name, asked.id_no)
    return mandate_view(await delegations.grant(by.person_id, delegate, wanted, by=by))


@blueprint.delete("/mandates/<mandate_no:str>")
@only(Role.RESIDENT)
@endpoint()
async def end(mandate_no: str, by: Actor) -> MandateView:
    """Take a mandate back, or lay down one I hold: at once."""
    return mandate_view(await delegations.revoke(mandate_no, by=by))

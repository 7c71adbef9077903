"""Who I am: real name, household, language, and what I agreed to."""

from datetime import date, datetime

from sanic import Blueprint, Request

from server.casework import checks
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.privacy import mask_name
from server.registry import consents, households, people
from server.web import sign_in
from server.web.access import only
from server.web.api.shapes import Answer, Asked, Text
from server.web.endpoint import endpoint

blueprint = Blueprint("api_me", url_prefix="/me")


class RealName(Asked, frozen=True):
    """Name and citizen number, checked with the register of public security."""

    name: Text
    id_no: Text


class MemberView(Answer, frozen=True):
    """Somebody of the household, without numbers."""

    name: str
    relation: str
    is_adult: bool
    is_me: bool


class Me(Answer, frozen=True):
    """The account and, after the real-name check, the person."""

    name: str
    id_no: str
    phone: str
    language: str
    care_mode: bool
    is_real_name: bool


class HouseholdView(Answer, frozen=True):
    """The household as a register knows it; empty before the real-name check."""

    source: str
    as_of: date | None
    members: list[MemberView]


class ConsentView(Answer, frozen=True):
    """A consent I gave."""

    consent_no: str
    case_no: str
    registers: list[str]
    signed_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None


class ConsentList(Answer, frozen=True):
    """Every consent I gave, newest first."""

    consents: list[ConsentView]


@blueprint.get("/")
@only(Role.RESIDENT)
@endpoint()
async def me(by: Actor) -> Me:
    """My account; numbers masked."""
    return await _me(by)


async def _me(by: Actor) -> Me:
    if by.account_id is None:
        raise people.PersonUnknown
    account = await people.account_of(by.account_id)
    person = await people.of(account.person_id) if account.person_id else None
    return Me(
        name=mask_name(person.name) if person else "",
        id_no=person.masked_id_no if person else "",
        phone=account.masked_phone,
        language=account.language,
        care_mode=account.care_mode,
        is_real_name=person is not None,
    )


@blueprint.post("/real-name")
@only(Role.RESIDENT)
@endpoint()
async def real_name(request: Request, asked: RealName, by: Actor) -> Me:
    """Check who I am; the household and existing benefits are looked up with it."""
    await rate_limit.check("real-name", by.id, limit=10, seconds=3600)
    await checks.real_name(sign_in.world_of(request), asked.name, asked.id_no, by)
    return await _me(by)


@blueprint.get("/household")
@only(Role.RESIDENT)
@endpoint()
async def household(by: Actor) -> HouseholdView:
    """Whom the register says I live with."""
    home = await households.of_person(by.person_id) if by.person_id else None
    if home is None:
        return HouseholdView(source="", as_of=None, members=[])
    return HouseholdView(
        source=home.source,
        as_of=home.as_of,
        members=[
            MemberView(
                name=member.name,
                relation=member.relation,
                is_adult=member.is_adult(home.as_of),
                is_me=member.person_id == by.person_id,
            )
            for member in home.members
        ],
    )


@blueprint.get("/consents")
@only(Role.RESIDENT)
@endpoint()
async def my_consents(by: Actor) -> ConsentList:
    """What I agreed to."""
    found = await consents.of_person(by.person_id) if by.person_id else []
    return ConsentList(consents=[_consent(consent) for consent in found])


def _consent(consent: consents.Consent) -> ConsentView:
    return ConsentView(
        consent_no=consent.consent_no,
        case_no=consent.case_no,
        registers=list(consent.registers),
        signed_at=consent.signed_at,
        expires_at=consent.expires_at,
        withdrawn_at=consent.withdrawn_at,
    )


@blueprint.delete("/consents/<consent_no:str>")
@only(Role.RESIDENT)
@endpoint()
async def withdraw_consent(consent_no: str, by: Actor) -> ConsentView:
    """Take a consent back: asking stops, what was found stays."""
    return _consent(await consents.withdraw(consent_no, by=by))

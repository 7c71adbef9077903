"""The other adults of a case: whom nothing may reach, and links to pass on."""

from typing import Literal
from uuid import UUID

from sanic import Blueprint

from server.casework import cases, signing
from server.core.actors import Actor, Role
from server.core.config import settings
from server.registry import households
from server.web.access import only
from server.web.api.shapes import Answer, Asked
from server.web.endpoint import endpoint

blueprint = Blueprint("api_signing", url_prefix="/cases")


class CautionSaid(Asked, frozen=True):
    """Why a member of the household must not be told; null takes the word back."""

    kind: Literal["violence", "estrangement", "refusal", "incapacity"] | None


class MemberLine(Answer, frozen=True):
    """A member of the household beside the applicant, and their word."""

    person_id: UUID
    name: str
    relation: str
    state: str
    caution: str


class MemberList(Answer, frozen=True):
    """Everybody of the household beside the applicant."""

    members: list[MemberLine]


class LinkMade(Answer, frozen=True):
    """A link to pass on, shown once."""

    link: str


@blueprint.get("/<case_no:str>/people")
@only(Role.RESIDENT)
@endpoint()
async def members(case_no: str, by: Actor) -> MemberList:
    """The other members: who signed, whom nothing may reach."""
    return await _members(await cases.mine(case_no, by))


async def _members(case: cases.Case) -> MemberList:
    home = await households.of(case.household_id)
    said = {one.about_id: one.kind for one in await households.cautions(case.applicant_id)}
    states = {one.person_id: one.state for one in await cases.signers_of(case)}
    return MemberList(
        members=[
            MemberLine(
                person_id=m.person_id,
                name=m.name,
                relation=m.relation,
                state=states.get(m.person_id, ""),
                caution=said.get(m.person_id, ""),
            )
            for m in home.members
            if m.person_id != case.applicant_id
        ]
    )


@blueprint.put("/<case_no:str>/people/<person_id:uuid>/caution")
@only(Role.RESIDENT)
@endpoint()
async def say(case_no: str, person_id: UUID, asked: CautionSaid, by: Actor) -> MemberList:
    """Keep the case from somebody of the household, or take that word back."""
    if asked.kind is None:
        await signing.let_back(case_no, person_id, by=by)
    else:
        await signing.keep_away(case_no, person_id, asked.kind, by=by)
    return await _members(await cases.mine(case_no, by))


@blueprint.post("/<case_no:str>/people/<person_id:uuid>/link")
@only(Role.RESIDENT)
@endpoint(status=201)
async def link(case_no: str, person_id: UUID, by: Actor) -> LinkMade:
    """A signing link for an adult far away; an older one ends."""
    token = await signing.make(await cases.mine(case_no, by), person_id, by=by)
    return LinkMade(link=f"{settings().base_url}/s/{token}")

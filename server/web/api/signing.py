"""The other adults of a case, contested facts: what a resident may say and pass on."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sanic import Blueprint

from server.casework import cases, contests, signing
from server.core.actors import Actor, Role
from server.core.config import settings
from server.registry import households
from server.web.access import only
from server.web.api.shapes import Answer, Asked, LongText
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


class ContestWanted(Asked, frozen=True):
    """Which fact of a register is wrong about me, and what is right."""

    fact_id: int
    words: LongText


class ContestView(Answer, frozen=True):
    """A contested fact, by when it is answered, and the answer."""

    contest_no: str
    case_no: str
    fact: str
    source: str
    words: str
    due_at: datetime
    due_is_provisional: bool
    state: str
    answer: str


class ContestList(Answer, frozen=True):
    """My contests of a case."""

    contests: list[ContestView]


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


@blueprint.post("/<case_no:str>/contests")
@only(Role.RESIDENT)
@endpoint(status=201, key="optional")
async def contest(case_no: str, asked: ContestWanted, by: Actor) -> ContestView:
    """Say that a register is wrong about me; meanwhile it does not count."""
    found = await contests.contest(case_no, asked.fact_id, words=asked.words, by=by)
    return _contest(found)


def _contest(found: contests.Contest) -> ContestView:
    return ContestView(
        contest_no=found.contest_no,
        case_no=found.case_no,
        fact=found.key,
        source=found.source,
        words=found.words,
        due_at=found.due_at,
        due_is_provisional=found.due_is_provisional,
        state=found.state,
        answer=found.answer,
    )


@blueprint.get("/<case_no:str>/contests")
@only(Role.RESIDENT)
@endpoint()
async def my_contests(case_no: str, by: Actor) -> ContestList:
    """What I contested in this case, and the answers."""
    await cases.mine(case_no, by)
    found = [one for one in await contests.of_case(case_no) if one.person_id == by.subject]
    return ContestList(contests=[_contest(one) for one in found])


@blueprint.delete("/<case_no:str>/contests/<contest_no:str>")
@only(Role.RESIDENT)
@endpoint()
async def take_back(case_no: str, contest_no: str, by: Actor) -> ContestView:
    """Take my contest back."""
    await cases.mine(case_no, by)
    return _contest(await contests.take_back(contest_no, by=by))

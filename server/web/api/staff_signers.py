"""The adults of a case as caseworkers see them: who signed, and going on without."""

from uuid import UUID

from sanic import Blueprint

from server.casework import cases, desk
from server.core.actors import CASE_ROLES, Actor
from server.web.access import only
from server.web.api.shapes import Answer
from server.web.api.staff_shapes import Reasoned
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff_signers", url_prefix="/staff/cases")
_CASES = tuple(CASE_ROLES)


class SignerLine(Answer, frozen=True):
    """One adult; `held` means that no link, notice or address may reach this person."""

    person_id: UUID
    name: str
    state: str


class SignerList(Answer, frozen=True):
    """Every adult of the case."""

    signers: list[SignerLine]


@blueprint.get("/<case_no:str>/signers")
@only(*_CASES)
@endpoint()
async def listed(case_no: str, by: Actor) -> SignerList:
    """Who signed, who was asked, who is kept out."""
    return await _signers(await desk.seen(case_no, by))


async def _signers(case: cases.Case) -> SignerList:
    found = await cases.signers_of(case)
    return SignerList(
        signers=[SignerLine(person_id=s.person_id, name=s.name, state=s.state) for s in found]
    )


@blueprint.post("/<case_no:str>/signers/pass")
@only(*_CASES)
@endpoint(key="optional")
async def pass_over(case_no: str, asked: Reasoned, by: Actor) -> SignerList:
    """Go on without those who have not signed, with a written reason of one's own."""
    case = await desk.seen(case_no, by)
    await cases.pass_over(case, reason=asked.note, by=by)
    return await _signers(case)

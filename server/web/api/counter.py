"""What people say at the counter: who may act for them, and how they are reached."""

from datetime import date
from typing import Literal

from sanic import Blueprint

from server.casework import desk
from server.core.actors import CASE_ROLES, Actor
from server.registry import delegations, people
from server.registry.delegations import Wanted
from server.web.access import only
from server.web.api.people import MandateList, MandateView, mandate_view
from server.web.api.shapes import Asked, ContactTold, Text
from server.web.endpoint import endpoint

blueprint = Blueprint("api_counter", url_prefix="/staff/cases")
_CASES = tuple(CASE_ROLES)


class MandateHeard(Asked, frozen=True):
    """Whom the applicant named at the counter, or agreed to after it was read aloud."""

    name: Text
    id_no: Text
    kind: Literal["relative", "village_helper", "other", "guardian"]
    method: Literal["counter", "read_aloud"]
    until: date
    relation: str = ""
    witness: str = ""
    basis: str = ""
    this_case_only: bool = True


@blueprint.get("/<case_no:str>/mandates")
@only(*_CASES)
@endpoint()
async def listed(case_no: str, by: Actor) -> MandateList:
    """Who may act for the applicant, and who might before."""
    case = await desk.seen(case_no, by)
    found = await delegations.of_person(case.applicant_id)
    return MandateList(mandates=[mandate_view(one) for one in found])


@blueprint.post("/<case_no:str>/mandates")
@only(*_CASES)
@endpoint(status=201, key="optional")
async def hear(case_no: str, asked: MandateHeard, by: Actor) -> MandateView:
    """Enter a mandate the applicant gave in front of staff; a guardian with the document seen."""
    case = await desk.seen(case_no, by)
    wanted = Wanted(
        kind=asked.kind,
        relation=asked.relation,
        until=asked.until,
        method=asked.method,
        items=() if asked.this_case_only else (case.item_code,),
        case_no=case_no if asked.this_case_only else None,
        witness=asked.witness,
        basis=asked.basis,
    )
    delegate = await people.identify(asked.name, asked.id_no)
    return mandate_view(await delegations.grant(case.applicant_id, delegate, wanted, by=by))


@blueprint.delete("/<case_no:str>/mandates/<mandate_no:str>")
@only(*_CASES)
@endpoint()
async def end(case_no: str, mandate_no: str, by: Actor) -> MandateView:
    """End a mandate of the applicant because they say so: at once."""
    case = await desk.seen(case_no, by)
    return mandate_view(await delegations.revoke(mandate_no, by=by, of_person=case.applicant_id))


@blueprint.put("/<case_no:str>/contact")
@only(*_CASES)
@endpoint()
async def contact(case_no: str, asked: ContactTold, by: Actor) -> None:
    """Where the applicant is called from now on: a landline and a number abroad are as good."""
    case = await desk.seen(case_no, by)
    await people.reach_at(case.applicant_id, asked.kind, asked.number, by=by)

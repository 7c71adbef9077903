"""What somebody says at the counter: who may act for them, and how they are reached."""

from datetime import date, timedelta

from sanic import Request

from server.casework import desk
from server.casework.desk import StaffCase
from server.core import clock
from server.core.actors import Actor, Role
from server.registry import delegations, people
from server.registry.delegations import MandateInvalid, Wanted
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_TOWN = frozenset({Role.CLERK, Role.HEAD})
_DAYS = 90
_LONGEST_WORDS = 100


async def _mandate_offer(seen: StaffCase, by: Actor) -> Offer | None:
    if by.role not in _TOWN or not seen.open_steps:
        return None
    today = clock.today()
    values = {
        "item": seen.item.title,
        "until": (today + timedelta(days=_DAYS)).isoformat(),
        "first": today.isoformat(),
        "last": (today + timedelta(days=delegations.LONGEST_DAYS)).isoformat(),
    }
    return Offer(values=values)


async def _mandate(request: Request, case_no: str, by: Actor) -> None:
    case = await desk.seen(case_no, by)
    only_this = forms.field(request, "scope") != "item"
    wanted = Wanted(
        kind=forms.field(request, "kind"),
        relation=forms.field(request, "relation")[:40],
        until=_until(request),
        method=forms.field(request, "method"),
        items=() if only_this else (case.item_code,),
        case_no=case_no if only_this else None,
        witness=forms.field(request, "witness")[:_LONGEST_WORDS],
        basis=forms.field(request, "basis")[:_LONGEST_WORDS],
    )
    delegate = await people.identify(forms.field(request, "name"), forms.field(request, "id_no"))
    await delegations.grant(case.applicant_id, delegate, wanted, by=by)


def _until(request: Request) -> date:
    try:
        return date.fromisoformat(forms.field(request, "until"))
    except ValueError:
        raise MandateInvalid(fields={"until": "field.not_a_date"}) from None


async def _nowhere(_: StaffCase, __: Actor) -> Offer | None:
    return None


async def _end(request: Request, case_no: str, by: Actor) -> None:
    case = await desk.seen(case_no, by)
    number = forms.field(request, "mandate")
    await delegations.revoke(number, by=by, of_person=case.applicant_id)


async def _contact_offer(seen: StaffCase, by: Actor) -> Offer | None:
    if by.role not in _TOWN:
        return None
    return Offer(values={"kind": seen.applicant.reach or "mobile"})


async def _contact(request: Request, case_no: str, by: Actor) -> None:
    case = await desk.seen(case_no, by)
    await people.reach_at(
        case.applicant_id,
        forms.field(request, "contact"),
        forms.field(request, "number")[:_LONGEST_WORDS],
        by=by,
    )


ACTS = (
    Act(code="contact", path="contact", title="改联系电话", leads=False,
        template="console/acts/_contact.html", confirm="以后这样联系", offered=_contact_offer,
        do=_contact, said="已记下怎么联系本人"),
    Act(code="mandate", path="mandate", title="当面说的委托，记下来", leads=False,
        template="console/acts/_mandate.html", confirm="记下委托", offered=_mandate_offer,
        do=_mandate, said="已记下委托，并告诉本人和代办人"),
    # Ended in the list of who may act, where it stands.
    Act(code="end_mandate", path="end-mandate", title="结束委托", offered=_nowhere, do=_end,
        said="委托已结束，对方从现在起什么也看不到"),
)  # fmt: skip

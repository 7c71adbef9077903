"""Help before the decision and its counting, payments after it."""

from contextlib import suppress
from datetime import date
from typing import Any, cast
from uuid import UUID

from sanic import Request

from server.casework import benefits, reserve
from server.casework.desk import StaffCase
from server.core import ids
from server.core.actors import Actor, Role
from server.core.money import from_yuan, yuan
from server.registry import staff
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_TOWN = frozenset({Role.CLERK, Role.HEAD})
_COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})


async def _give_offer(seen: StaffCase, by: Actor) -> Offer | None:
    lane = seen.item.lane(seen.case.lane)
    if not lane.is_urgent or by.role not in _TOWN or seen.case.due_at is None:
        return None
    others = await staff.holding(seen.case.office_code, _TOWN)
    colleagues = [{"id": one.id, "name": one.name} for one in others if one.id != by.staff_id]
    if not colleagues:
        return Offer(missing="要两个人一起付；本镇今天没有第二位同事，请先设代班（AB 岗）")
    county = await staff.holding(seen.case.county_code, _COUNTY)
    limit, given = seen.limit_fen, await reserve.given_fen(seen.case)
    values: dict[str, Any] = {
        "colleagues": colleagues,
        "county": [{"id": one.id, "name": one.name} for one in county],
        "limit": f"{yuan(limit)} 元" if limit is not None else "没有核定，都要县里同意",
        "given": yuan(given) if given else "",
        "most": yuan(seen.live.amount_fen) if seen.live.amount_fen else "",
        "receiver": seen.applicant.name,
        "once": ids.token(),
    }
    return Offer(hint="" if given else "还没有先帮上，按小时计", values=values)


async def _give(request: Request, case_no: str, by: Actor) -> None:
    payment = reserve.Payment(
        amount_fen=forms.amount(request),
        form=cast("Any", forms.field(request, "form")),
        second_payer=_id(request, "second_payer"),
        receiver=forms.field(request, "receiver"),
        goods=forms.field(request, "goods"),
        agreed_by=_id(request, "agreed_by"),
        note=forms.note(request),
        once=f"{by.id} {case_no} {forms.field(request, 'once_aid')}",
    )
    await reserve.pay(case_no, payment, by)


def _id(request: Request, name: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(forms.field(request, name))
    return None


async def _link_offer(seen: StaffCase, by: Actor) -> Offer | None:
    if by.role not in _TOWN or not seen.open_steps:
        return None
    found = [one for one in await reserve.earlier_of(seen.case) if not one.is_linked]
    return Offer(values={"earlier": found}) if found else None


async def _link(request: Request, case_no: str, by: Actor) -> None:
    await reserve.link_same_cause(case_no, forms.field(request, "earlier"), by)


async def _plan_offer(seen: StaffCase, by: Actor) -> Offer | None:
    if seen.case.stage != "approved" or by.role not in _TOWN:
        return None
    parts = await benefits.instalments_of(seen.case)
    if not parts or any(part.paid_at for part in parts):
        return None
    rest = sum(part.amount_fen for part in parts)
    return Offer(values={"rest": yuan(rest), "half": yuan(rest // 2).replace(",", "")})


async def _plan(request: Request, case_no: str, by: Actor) -> None:
    """Two parts by this form; the API takes more."""
    try:
        sums = [from_yuan(text) for text in forms.fields(request, "part") if text.strip()]
        days = [date.fromisoformat(text) for text in forms.fields(request, "due") if text.strip()]
        parts = [benefits.Part(fen, on) for fen, on in zip(sums, days, strict=True)]
    except ValueError:
        raise benefits.PlanInvalid(fields={"parts": "field.wrong_form"}) from None
    await benefits.plan(case_no, parts, by)


async def _paid_offer(seen: StaffCase, by: Actor) -> Offer | None:
    parts = [part for part in await benefits.instalments_of(seen.case) if part.paid_at is None]
    if not parts or by.role not in _TOWN:
        return None
    lines = [
        {
            "number": one.number,
            "words": f"第 {one.number} 笔 {yuan(one.amount_fen)} 元，{one.due_on:%m-%d} 前",
        }
        for one in parts
    ]
    return Offer(values={"parts": lines})


async def _paid(request: Request, case_no: str, by: Actor) -> None:
    number = forms.field(request, "number")
    await benefits.paid(case_no, int(number) if number.isdigit() else 0, by)


ACTS = (
    Act(code="give_aid", path="give-aid", title="先行救助", key="Y", form="optional",
        template="console/acts/_aid.html", note_label="说明（可不写）", confirm="记账，出收条",
        offered=_give_offer, do=_give, leads=False,
        said="已记账，收条号在“先行救助”里；请第二位付款人登录确认"),
    Act(code="same_cause", path="same-cause", title="和以前是同一件事",
        template="console/acts/_earlier.html", confirm="是同一件事，以前给的算进来",
        offered=_link_offer, do=_link, leads=False, said="已记下是同一件事，只算一次"),
    Act(code="plan_instalments", path="instalments", title="分期给付",
        template="console/acts/_plan.html", confirm="按这个给付", offered=_plan_offer, do=_plan,
        leads=False, said="已分期"),
    Act(code="pay_instalment", path="paid", title="登记已付", key="Y",
        template="console/acts/_paid.html", confirm="已经付了", offered=_paid_offer, do=_paid,
        said="已登记"),
)  # fmt: skip

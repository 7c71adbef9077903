"""Carrying out what a review ordered."""

from sanic import Request

from server.casework import cases, reviews
from server.casework.desk import StaffCase
from server.core.actors import CASE_ROLES, Actor
from server.web.console import forms
from server.web.console.acts.base import Act, Offer


async def _offer(seen: StaffCase, by: Actor) -> Offer | None:
    orders = await reviews.orders_of(seen.case)
    waits = by.role in CASE_ROLES and any(order.done_at is None for order in orders)
    return Offer() if waits else None


async def _carry_out(request: Request, case_no: str, by: Actor) -> None:
    await reviews.carry_out(await cases.of(case_no), by, note=forms.note(request))


ACTS = (
    Act(
        code="carry_out",
        path="carry-out",
        title="复查要求已办",
        offered=_offer,
        do=_carry_out,
        form="note",
        note_label="怎么办的，新办件号或新决定号",
        confirm="记下",
        said="已记下复查要求的办理结果",
    ),
)

"""Keeping out of a case (回避): whoever has a tie says so, and the case is hidden from them."""

from sanic import Request

from server.casework import conflicts
from server.casework.desk import StaffCase
from server.core.actors import CASE_ROLES, Actor
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_OVER = frozenset({"approved", "refused", "not_accepted", "withdrawn", "closed"})


async def _offer(seen: StaffCase, by: Actor) -> Offer | None:
    if by.role not in CASE_ROLES or seen.case.stage in _OVER:
        return None
    return Offer(hint="说了以后，这件不再给您看；是您在办的，退回待认领")


async def _recuse(request: Request, case_no: str, by: Actor) -> None:
    whole = forms.field(request, "whole_family") == "1"
    await conflicts.recuse(case_no, by, relation=forms.note(request), whole_family=whole)


ACTS = (
    Act(code="recuse", path="recuse", title="回避", key="R", form="note", leads=False,
        template="console/acts/_family.html", note_label="和申请人是什么关系", confirm="我回避",
        offered=_offer, do=_recuse, said="已回避，这件不再给您看", leaves=True),
)  # fmt: skip

"""Calling a conference on a case."""

from sanic import Request

from server.casework import conferences
from server.casework.desk import StaffCase
from server.core.actors import CASE_ROLES, Actor
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_ENDED = frozenset({"withdrawn", "not_accepted"})


async def _open_offer(seen: StaffCase, by: Actor) -> Offer | None:
    if by.role not in CASE_ROLES or seen.case.stage in _ENDED:
        return None
    if any(one.held_at is None for one in await conferences.of_case(seen.case)):
        return None
    holds = await conferences.triggers_of(seen.case)
    triggers = [
        {"code": code, "words": words, "is_checked": code in holds}
        for code, words in conferences.TRIGGERS.items()
    ]
    hint = f"有 {len(holds)} 条会商的理由" if holds else ""
    return Offer(hint=hint, values={"triggers": triggers})


async def _open(request: Request, case_no: str, by: Actor) -> None:
    await conferences.open_one(
        case_no,
        by,
        triggers=forms.fields(request, "trigger"),
        question=forms.field(request, "question"),
    )


ACTS = (
    Act(code="open_conference", path="conference", title="发起个案会商", leads=False,
        template="console/acts/_meeting.html", confirm="发起会商", offered=_open_offer, do=_open,
        said="已发起会商，在“会商”里邀请有关单位"),
)  # fmt: skip

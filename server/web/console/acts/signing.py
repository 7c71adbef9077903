"""Whoever has not signed: going on without them is a named clerk's own word."""

from sanic import Request

from server.casework import cases, desk
from server.casework.desk import StaffCase
from server.core.actors import Actor, Role
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_TOWN = frozenset({Role.CLERK, Role.HEAD})


def waiting_for(seen: StaffCase, *states: str) -> list[str]:
    """The names of the adults in these states, where this lane waits for them."""
    if not seen.item.lane(seen.case.lane).waits_for_signers:
        return []
    return [signer.name for signer in seen.signers if signer.state in states]


async def _pass_offer(seen: StaffCase, by: Actor) -> Offer | None:
    asked, held = waiting_for(seen, "asked"), waiting_for(seen, "held")
    if by.role not in _TOWN or "accept" not in seen.open_steps or not (asked or held):
        return None
    return Offer(values={"asked": "、".join(asked), "held": "、".join(held)})


async def _pass(request: Request, case_no: str, by: Actor) -> None:
    case = await desk.seen(case_no, by)
    await cases.pass_over(case, reason=forms.note(request), by=by)


ACTS = (
    Act(code="pass_signers", path="pass-signers", title="不等签名，先往下办", form="note",
        template="console/acts/_signers.html", note_label="理由（记在您名下）",
        confirm="不等了，往下办", offered=_pass_offer, do=_pass,
        said="已记下理由；没签的人以申报为准", leads=False),
)  # fmt: skip

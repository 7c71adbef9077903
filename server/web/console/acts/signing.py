"""Whoever has not signed: going on without them is a named clerk's own word."""

from uuid import UUID

from sanic import Request

from server.casework import cases, desk, signing
from server.casework.desk import StaffCase
from server.casework.signing import METHODS
from server.core.actors import Actor, Role
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_TOWN = frozenset({Role.CLERK, Role.HEAD})


async def waiting_for(seen: StaffCase, *states: str) -> list[str]:
    """The names of the adults this lane still waits for, in these states."""
    if not seen.item.lane(seen.case.lane).waits_for_signers:
        return []
    found = [s for s in await cases.signers_of(seen.case) if s.is_waited_for]
    return [signer.name for signer in found if signer.state in states]


async def _pass_offer(seen: StaffCase, by: Actor) -> Offer | None:
    asked, held = await waiting_for(seen, "asked"), await waiting_for(seen, "held")
    if by.role not in _TOWN or "accept" not in seen.open_steps or not (asked or held):
        return None
    return Offer(values={"asked": "、".join(asked), "held": "、".join(held)})


async def _pass(request: Request, case_no: str, by: Actor) -> None:
    case = await desk.seen(case_no, by)
    await cases.pass_over(case, reason=forms.note(request), by=by)


async def _record_offer(seen: StaffCase, by: Actor) -> Offer | None:
    open_to = [s for s in await cases.signers_of(seen.case) if s.state in {"asked", "passed"}]
    if by.role not in _TOWN or not open_to or not seen.open_steps:
        return None
    return Offer(values={"signers": open_to, "methods": METHODS})


async def _record(request: Request, case_no: str, by: Actor) -> None:
    try:
        person_id = UUID(forms.field(request, "person"))
    except ValueError:
        raise cases.CaseUnknown from None
    await signing.record(
        case_no,
        person_id,
        method=forms.field(request, "method"),
        witness=forms.field(request, "witness"),
        by=by,
    )


ACTS = (
    Act(code="record_signature", path="record-signature", title="当面签了，记下来",
        form="optional", template="console/acts/_sign.html", note_label="备注（可不写）",
        confirm="记下，开始查他的登记", offered=_record_offer, do=_record,
        said="已记下签名", leads=False),
    Act(code="pass_signers", path="pass-signers", title="不等签名，先往下办", form="note",
        template="console/acts/_signers.html", note_label="理由（记在您名下）",
        confirm="不等了，往下办", offered=_pass_offer, do=_pass,
        said="已记下理由；没签的人以申报为准", leads=False),
)  # fmt: skip

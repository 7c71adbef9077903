"""What the handler does: claim, accept or not, ask once, write an opinion, give back."""

from sanic import Request

from server.casework import cases, corrections, decisions, desk
from server.casework.desk import StaffCase
from server.core.actors import Actor, Role
from server.core.money import yuan
from server.web.console import forms
from server.web.console.acts.base import Act, Offer
from server.web.console.acts.signing import waiting_for

_TOWN = frozenset({Role.CLERK, Role.HEAD})


async def _claim_offer(seen: StaffCase, by: Actor) -> Offer | None:
    takes = by.role in _TOWN or (by.role is Role.COUNTY_REVIEWER and seen.case.stepped_in_at)
    free = seen.case.handler_id is None and takes and seen.open_steps
    return Offer() if free else None


async def _accept_offer(seen: StaffCase, _: Actor) -> Offer | None:
    if "accept" not in seen.open_steps:
        return None
    waits = await waiting_for(seen, "asked", "held")
    return Offer(missing=f"还在等 {'、'.join(waits)} 的签名；可以写明理由不等" if waits else "")


async def _not_accept_offer(seen: StaffCase, _: Actor) -> Offer | None:
    return Offer() if "not_accept" in seen.open_steps else None


def _opinion(seen: StaffCase, by: Actor, step: str) -> Offer | None:
    if step not in seen.open_steps:
        return None
    amount = seen.live.amount_fen
    values = {"amount": yuan(amount).replace(",", "") if amount else ""}
    if not seen.is_mine:
        return Offer(missing="先认领；意见由经办人写", values=values)
    waits = seen.picture.not_found
    words = f"还有 {waits} 处没查到；不等也可以写，请在意见里说明" if waits else ""
    return Offer(hint=words if by.role is Role.CLERK else "", values=values)


async def _grant_offer(seen: StaffCase, by: Actor) -> Offer | None:
    return _opinion(seen, by, "propose_grant")


async def _refusal_offer(seen: StaffCase, by: Actor) -> Offer | None:
    return _opinion(seen, by, "propose_refusal")


async def _release_offer(seen: StaffCase, by: Actor) -> Offer | None:
    mine = seen.is_mine and seen.open_steps and by.role is Role.CLERK
    return Offer() if mine else None


async def _nowhere(_: StaffCase, __: Actor) -> Offer | None:
    return None


async def _claim(_: Request, case_no: str, by: Actor) -> None:
    await desk.claim(case_no, by)


async def _release(_: Request, case_no: str, by: Actor) -> None:
    await desk.release(case_no, by)


async def _accept(_: Request, case_no: str, by: Actor) -> None:
    await cases.accept(case_no, by)


async def _not_accept(request: Request, case_no: str, by: Actor) -> None:
    await cases.not_accept(case_no, by, reason=forms.note(request))


async def _correct(request: Request, case_no: str, by: Actor) -> None:
    chosen = forms.fields(request, "point")
    points = [corrections.Point(fact, forms.field(request, f"words.{fact}")) for fact in chosen]
    reason = forms.field(request, "second_round_reason")
    await corrections.ask(case_no, points, by, second_round_reason=reason)


async def _note(request: Request, case_no: str, by: Actor) -> None:
    await desk.write_note(case_no, forms.note(request), by)


async def _propose_grant(request: Request, case_no: str, by: Actor) -> None:
    await decisions.propose(
        case_no,
        by,
        outcome="grant",
        amount_fen=forms.amount(request),
        opinion=forms.note(request),
    )


async def _propose_refusal(request: Request, case_no: str, by: Actor) -> None:
    await decisions.propose(case_no, by, outcome="refuse", opinion=forms.note(request))


ACTS = (
    Act(code="claim", path="claim", title="认领", key="C", offered=_claim_offer, do=_claim,
        said="已认领", leads=False),
    Act(code="accept", path="accept", title="受理", key="S", offered=_accept_offer, do=_accept,
        said="已受理，开始计时"),
    # The list to ask stands in the middle pane: here is only what happens when it is sent.
    Act(code="ask_correction", path="corrections", title="发一次告知", offered=_nowhere,
        do=_correct, said="已发一次告知"),
    # Colleagues' notes stand beside the timeline, with a form of their own.
    Act(code="note", path="note", title="写便签", offered=_nowhere, do=_note, said="便签已存"),
    Act(code="propose_grant", path="propose-grant", title="提出救助意见", key="S", form="note",
        template="console/acts/_amount.html", note_label="初审意见", confirm="提出，交由别人决定",
        offered=_grant_offer, do=_propose_grant, said="意见已提出"),
    Act(code="propose_refusal", path="propose-refusal", title="提出不予救助意见", form="note",
        note_label="初审意见，写明事实和依据", confirm="提出，交由别人决定",
        offered=_refusal_offer, do=_propose_refusal, said="意见已提出"),
    Act(code="not_accept", path="not-accept", title="不予受理", form="note", leads=False,
        note_label="理由，写给本人看，并写明去哪里办", confirm="确认不予受理",
        offered=_not_accept_offer, do=_not_accept, said="已写明理由，不予受理"),
    Act(code="release", path="release", title="退回待认领", key="U", leads=False,
        offered=_release_offer, do=_release, said="已退回待认领"),
)  # fmt: skip

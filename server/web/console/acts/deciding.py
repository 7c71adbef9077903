"""What the reviewer does: decide, hand up, send back."""

from sanic import Request

from server.casework import decisions
from server.casework.desk import StaffCase
from server.core.actors import Actor, Role
from server.core.money import yuan
from server.web.console import forms
from server.web.console.acts.base import Act, Offer

_SAME = "经办和提意见的人不能做决定，请另一位同事来定"


async def _grant_offer(seen: StaffCase, by: Actor) -> Offer | None:
    above = seen.case.stage == "reviewing" and by.role is Role.HEAD
    if "grant" not in seen.open_steps and not above:
        return None
    proposed = seen.decision.proposed_fen if seen.decision else None
    values = {"amount": yuan(proposed).replace(",", "") if proposed else ""}
    if seen.is_handler:
        return Offer(missing=_SAME, values=values)
    if "grant" not in seen.open_steps:
        limit = f"{yuan(seen.limit_fen)} 元" if seen.limit_fen is not None else "没有核定"
        return Offer(missing=f"超过镇级限额（{limit}），请报县级审批", values=values)
    return Offer(values=values)


async def _refuse_offer(seen: StaffCase, _: Actor) -> Offer | None:
    if "refuse" not in seen.open_steps:
        return None
    grounds = [{"code": one.code, "words": one.words} for one in seen.item.refusals]
    return Offer(missing=_SAME if seen.is_handler else "", values={"grounds": grounds})


async def _refer_offer(seen: StaffCase, _: Actor) -> Offer | None:
    return Offer() if "refer_up" in seen.open_steps else None


async def _back_offer(seen: StaffCase, _: Actor) -> Offer | None:
    return Offer() if "send_back" in seen.open_steps else None


async def _grant(request: Request, case_no: str, by: Actor) -> None:
    await decisions.decide(
        case_no,
        by,
        outcome="grant",
        amount_fen=forms.amount(request),
        reason=forms.note(request),
    )


async def _refuse(request: Request, case_no: str, by: Actor) -> None:
    codes = forms.fields(request, "reason")
    await decisions.decide(
        case_no, by, outcome="refuse", reason_codes=codes, reason=forms.note(request)
    )


async def _refer_up(request: Request, case_no: str, by: Actor) -> None:
    await decisions.refer_up(case_no, by, note=forms.note(request))


async def _send_back(request: Request, case_no: str, by: Actor) -> None:
    await decisions.send_back(case_no, by, note=forms.note(request))


ACTS = (
    Act(code="grant", path="grant", title="批准", key="S", form="optional",
        template="console/acts/_amount.html", note_label="决定说明（可不写）", confirm="确认批准",
        offered=_grant_offer, do=_grant, said="已批准"),
    Act(code="refer_up", path="refer-up", title="报县级审批", key="S", form="optional",
        note_label="给县级的话（可不写）", confirm="报县级", offered=_refer_offer, do=_refer_up,
        said="已报县级审批"),
    Act(code="refuse", path="refuse", title="不予批准", form="note",
        template="console/acts/_grounds.html", note_label="写给本人的话：事实、依据、还能怎么办",
        confirm="确认不予批准", offered=_refuse_offer, do=_refuse, said="已决定不予批准"),
    Act(code="send_back", path="send-back", title="退回补查", form="note", leads=False,
        note_label="要补查什么", confirm="退回", offered=_back_offer, do=_send_back,
        said="已退回补查"),
)  # fmt: skip

"""What may be done now, what may not and why, and the forms for it."""

from typing import Any

from server.casework.desk import StaffCase
from server.core.actors import Actor, Role
from server.core.money import yuan
from server.web.console import words

_FORMS: dict[str, dict[str, Any]] = {
    "accept": {"title": "受理", "path": "accept", "form": "none", "key": "S"},
    "not_accept": {
        "title": "不予受理",
        "path": "not-accept",
        "form": "note",
        "note_label": "理由，写给本人看，并写明去哪里办",
        "confirm": "确认不予受理",
    },
    "propose_grant": {
        "title": "提出救助意见",
        "path": "propose-grant",
        "form": "grant",
        "key": "S",
        "note_label": "初审意见",
        "confirm": "提出，交由别人决定",
    },
    "propose_refusal": {
        "title": "提出不予救助意见",
        "path": "propose-refusal",
        "form": "note",
        "note_label": "初审意见，写明事实和依据",
        "confirm": "提出，交由别人决定",
    },
    "send_back": {
        "title": "退回补查",
        "path": "send-back",
        "form": "note",
        "note_label": "要补查什么",
        "confirm": "退回",
    },
    "refer_up": {
        "title": "报县级审批",
        "path": "refer-up",
        "form": "optional",
        "key": "S",
        "note_label": "给县级的话（可不写）",
        "confirm": "报县级",
    },
    "grant": {
        "title": "批准",
        "path": "grant",
        "form": "grant",
        "key": "S",
        "note_label": "决定说明（可不写）",
        "confirm": "确认批准",
    },
    "refuse": {
        "title": "不予批准",
        "path": "refuse",
        "form": "refuse",
        "note_label": "写给本人的话：事实、依据、还能怎么办",
        "confirm": "确认不予批准",
    },
}
_DECIDING = {"grant", "refuse"}
_HANDLING = {"propose_grant", "propose_refusal"}


def acts(seen: StaffCase, by: Actor) -> list[dict[str, Any]]:
    """Every act of this role at this stage, with the reason where it is not open to this person."""
    found: list[dict[str, Any]] = []
    if seen.case.handler_id is None and by.role in {Role.CLERK, Role.HEAD} and seen.open_steps:
        found.append(_act("claim", {"title": "认领", "path": "claim", "form": "none", "key": "C"}))
    steps = [step for step in seen.open_steps if step in _FORMS]
    if seen.case.stage == "reviewing" and by.role is Role.HEAD and "grant" not in steps:
        steps.insert(0, "grant")
    for step in steps:
        found.append(_act(step, {**_FORMS[step], **_filled(step, seen), **_why(step, seen, by)}))
    if seen.is_mine and seen.open_steps and by.role is Role.CLERK:
        found.append(
            _act("release", {"title": "退回待认领", "path": "release", "form": "none", "key": "U"})
        )
    return found


def _act(step: str, given: dict[str, Any]) -> dict[str, Any]:
    blank = {
        "step": step, "title": step, "path": step, "form": "none", "key": "", "allowed": True,
        "why": "", "amount": "", "reasons": (), "note": "", "note_label": "", "confirm": "",
        "is_open": False,
    }  # fmt: skip
    required = given.get("form") in {"note", "refuse", "grant"} and step not in {"grant"}
    return {**blank, "note_required": required, **given}


def _filled(step: str, seen: StaffCase) -> dict[str, Any]:
    if step == "propose_grant":
        amount = seen.live.amount_fen
        return {"amount": yuan(amount).replace(",", "") if amount else ""}
    if step == "grant" and seen.decision and seen.decision.proposed_fen:
        return {"amount": yuan(seen.decision.proposed_fen).replace(",", "")}
    if step == "refuse":
        reasons = [
            {"code": ground.code, "words": ground.words, "is_checked": False}
            for ground in seen.item.refusals
        ]
        return {"reasons": reasons}
    return {}


def _why(step: str, seen: StaffCase, by: Actor) -> dict[str, Any]:
    """Why a step is not open to this person, in words that say what is missing."""
    if step in _HANDLING and not seen.is_mine:
        return {"allowed": False, "why": "先认领；意见由经办人写"}
    if step in _DECIDING and seen.is_handler:
        return {"allowed": False, "why": "经办和提意见的人不能做决定，请另一位同事来定"}
    if step == "grant" and "grant" not in seen.open_steps:
        limit = f"{yuan(seen.limit_fen)} 元" if seen.limit_fen is not None else "没有核定"
        return {"allowed": False, "why": f"超过镇级限额（{limit}），请报县级审批"}
    if step in _HANDLING and by.role is Role.CLERK and seen.picture.not_found:
        return {"why": f"还有 {seen.picture.not_found} 处没查到；不等也可以写，请在意见里说明"}
    return {}


def primary(found: list[dict[str, Any]], seen: StaffCase, by: Actor) -> dict[str, Any] | None:
    """The one next step, solid on the page."""
    del by
    if seen.case.stage == "submitted":
        return next((a for a in found if a["step"] in {"accept"} and a["allowed"]), None)
    return next((a for a in found if a["allowed"] and a["step"] != "release"), None)


def correction_form(seen: StaffCase, by: Actor) -> dict[str, Any] | None:
    """The one-time list: what to ask, in words that can be changed before sending."""
    if "ask_correction" not in seen.open_steps:
        return None
    del by
    points = [
        {
            "value": row.fact.key,
            "label": row.fact.label,
            "words": _words(row),
            "is_checked": row.state == "differs" or row.declared == "unknown",
            "affects": row.state == "differs",
            "why": "不一致" if row.state == "differs" else "",
        }
        for row in seen.picture.household
    ]
    again = bool(seen.rounds)
    return {
        "hint": "只问这一次；再问须写新发现的问题" if not again else "已经问过一次",
        "points": points,
        "needs_reason": again,
        "until": "本人有 10 个工作日，到期不答也不会因此不批",
    }


def _words(row: Any) -> str:
    said = words.value(row.fact, row.declared)
    if row.state == "differs":
        found, source = words.value(row.fact, row.found), words.register(row.source)
        return f"您填的{row.fact.label}是 {said}，{source}查得 {found}。请说一下为什么不一样。"
    return f"请再说明一下：{row.fact.question or row.fact.label}"

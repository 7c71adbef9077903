"""The one-time list as a form: what to ask, in words that can be changed before sending."""

from typing import Any

from server.casework import desk
from server.casework.checks import FactRow
from server.casework.desk import StaffCase, Weight
from server.catalogue.vocabulary import UNKNOWN
from server.web.console import words


def correction_form(seen: StaffCase) -> dict[str, Any] | None:
    """What could be asked now; None where nothing can."""
    if "ask_correction" not in seen.open_steps:
        return None
    weights = desk.weigh(seen)
    points = [
        {
            "value": row.fact.key,
            "label": row.fact.label,
            "words": _words(row),
            **_why(row, weights.get(row.fact.key)),
        }
        for row in seen.picture.household
    ]
    points.sort(key=lambda point: not point["is_checked"])
    again = bool(seen.rounds)
    return {
        "chosen": sum(bool(point["is_checked"]) for point in points),
        "hint": "只问这一次；再问须写新发现的问题" if not again else "已经问过一次",
        "points": points,
        "needs_reason": again,
        "until": "本人有 10 个工作日，到期不答也不会因此不批",
    }


def _why(row: FactRow, weight: Weight | None) -> dict[str, Any]:
    """What matters is asked; what changes nothing is left alone."""
    if weight is not None:
        affects = weight.matters
        why = "影响结论" if weight.turns_verdict else "影响金额" if affects else "不影响，不必问"
        return {"is_checked": affects, "affects": affects, "why": why}
    unsure = row.declared == UNKNOWN and row.found is None
    return {"is_checked": unsure, "affects": False, "why": "说不清" if unsure else ""}


def _words(row: FactRow) -> str:
    said = words.value(row.fact, row.declared)
    if row.state == "differs":
        found, source = words.value(row.fact, row.found), words.register(row.source)
        return f"您填的{row.fact.label}是 {said}，{source}查得 {found}。请说一下为什么不一样。"
    return f"请再说明一下：{row.fact.question or row.fact.label}"

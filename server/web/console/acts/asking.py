"""The one-time list as a form: what to ask, in words that can be changed before sending."""

from typing import Any

from server.casework.checks import FactRow
from server.casework.desk import StaffCase
from server.web.console import words


def correction_form(seen: StaffCase) -> dict[str, Any] | None:
    """What could be asked now; None where nothing can."""
    if "ask_correction" not in seen.open_steps:
        return None
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


def _words(row: FactRow) -> str:
    said = words.value(row.fact, row.declared)
    if row.state == "differs":
        found, source = words.value(row.fact, row.found), words.register(row.source)
        return f"您填的{row.fact.label}是 {said}，{source}查得 {found}。请说一下为什么不一样。"
    return f"请再说明一下：{row.fact.question or row.fact.label}"

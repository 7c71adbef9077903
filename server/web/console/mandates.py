"""Who acts for the applicant now, as the case page shows it."""

from datetime import timedelta
from typing import Any

from server.casework.desk import StaffCase
from server.core import clock
from server.core.actors import Actor, Role
from server.registry import delegations
from server.registry.delegations import Delegation

_KINDS = {
    "relative": "亲戚",
    "village_helper": "村（社区）协理员",
    "guardian": "监护人",
    "other": "本人信得过的人",
}
_METHODS = {
    "signature": "本人在手机上签的",
    "counter": "本人在窗口说的",
    "read_aloud": "念给本人听，有人见证",
}
_MAY_END = frozenset({Role.CLERK, Role.HEAD})


async def load(seen: StaffCase, by: Actor) -> dict[str, Any] | None:
    """The mandates that cover this case now; None where nobody acts for the applicant."""
    case = seen.case
    found = await delegations.delegates_of(case.applicant_id, case.case_no, case.item_code)
    if not found:
        return None
    return {"standing": [_line(one) for one in found], "may_end": by.role in _MAY_END}


def _line(one: Delegation) -> dict[str, str]:
    narrow = "指定的事项" if one.items else "各样都可以"
    return {
        "number": one.mandate_no,
        "name": one.delegate_name,
        "kind": _KINDS[one.kind],
        "relation": one.relation,
        "scope": "只这一件" if one.case_no else narrow,
        "method": _METHODS[one.method],
        "until": f"{clock.local(one.expires_at) - timedelta(days=1):%Y-%m-%d}",
    }

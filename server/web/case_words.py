"""A case's stage and deadline in caseworkers' words: the console and its tables say the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core import clock
from server.registry import workdays

SOON, SOON_HOURS = 3, 12
STAGES = {
    "submitted": "审材料",
    "correction": "等本人说明",
    "accepted": "已受理",
    "checking": "核对",
    "surveying": "入户",
    "reviewing": "审核",
    "publicity": "公示",
    "county_review": "县级审批",
    "approved": "已批准",
    "refused": "未批准",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
    "closed": "已办结",
}


@dataclass(frozen=True)
class Due:
    """A deadline: words, date, and how it looks."""

    words: str
    date: str
    look: str


def due(until: datetime | None, *, provisional: bool = False) -> Due | None:
    """How much time is left; a provisional deadline is never overdue."""
    if until is None:
        return None
    if clock.local(until) != clock.start_of(clock.local(until).date()):
        return _due_in_hours(until)
    last = clock.local(until) - timedelta(microseconds=1)
    date, left = f"{last:%m-%d}", workdays.left(until, clock.now())
    if provisional:
        return Due(f"暂定剩 {max(left, 0)} 个工作日", date, "")
    if left < 0 or until <= clock.now():
        return Due(f"超期 {max(-left, 1)} 个工作日", f"应于 {date}", "is-over")
    if left == 0:
        return Due("今天到期", date, "is-today")
    return Due(f"剩 {left} 个工作日", date, "is-soon" if left <= SOON else "")


def _due_in_hours(until: datetime) -> Due:
    """Hours run without a break; only periods of days end at midnight."""
    left = int((until - clock.now()) / timedelta(hours=1))
    date = f"{clock.local(until):%m-%d %H:%M}"
    if until <= clock.now():
        return Due(f"超期 {max(-left, 1)} 小时", f"应于 {date}", "is-over")
    if left < SOON_HOURS:
        return Due(f"剩 {left} 小时" if left else "不到 1 小时", date, "is-today")
    return Due(f"剩 {left} 小时", date, "is-soon")


def last_date(until: datetime) -> str:
    """The whole date of a deadline's last day."""
    return f"{clock.local(until) - timedelta(microseconds=1):%Y-%m-%d}"

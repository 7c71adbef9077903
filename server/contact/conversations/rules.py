"""When a person answers: office hours on work days, said as a day and an hour."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from server.core import clock

HOURS = ((time(8, 30), time(11, 30)), (time(14, 0), time(17, 30)))
WITHIN, URGENT_WITHIN = timedelta(hours=2), timedelta(minutes=30)
_MOST_DAYS = 40
_HALF_HOUR = 30
_DAYS = "一二三四五六日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def promised(now: datetime, is_workday: Callable[[date], bool], *, is_urgent: bool) -> datetime:
    """Two office hours from now, half an hour where it is urgent; rounded up to the half hour."""
    left = URGENT_WITHIN if is_urgent else WITHIN
    today = clock.local(now).date()
    for day in (today + timedelta(days=n) for n in range(_MOST_DAYS)):
        for start, end in HOURS if is_workday(day) else ():
            begins = max(_at(day, start), now)
            room = _at(day, end) - begins
            if room >= left:
                return _rounded(begins + left)
            left -= max(room, timedelta(0))
    return _at(today + timedelta(days=_MOST_DAYS), HOURS[0][1])


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.SHANGHAI)


def _rounded(moment: datetime) -> datetime:
    over = (moment.minute % _HALF_HOUR) or (_HALF_HOUR if moment.second else 0)
    plain = moment.replace(second=0, microsecond=0)
    return plain + timedelta(minutes=_HALF_HOUR - over) if over else plain


def when_words(moment: datetime, now: datetime, language: str) -> str:
    """今天 16:30, 明天 10:30, 11月30日（周一）10:30."""
    at, today = clock.local(moment), clock.local(now).date()
    hour, ahead = at.strftime("%H:%M"), (at.date() - today).days
    if language == "en":
        near = {0: "today", 1: "tomorrow"}.get(ahead)
        day = near or f"on {_ENGLISH_DAYS[at.weekday()]} {at:%d %b}"
        return f"{day} at {hour}"
    near = {0: "今天", 1: "明天"}.get(ahead)
    return f"{near or f'{at.month}月{at.day}日（周{_DAYS[at.weekday()]}）'} {hour}"

"""Counting by the calendar kept in the database, cached whole in each process."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from server.core import clock, database, outbox
from server.registry.workdays.events import WorkdayYearLoaded

CHANNEL = "workdays"
_FIRST, _LAST = 2004, 2026
_SOURCE = "国务院办公厅关于部分节假日安排的通知"
_SATURDAY = 5


@dataclass
class _Calendar:
    exceptions: dict[date, bool] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)


_known = _Calendar()


@dataclass(frozen=True)
class Deadline:
    """The last moment of a period (24:00 in Shanghai); provisional beyond the official calendar."""

    at: datetime
    is_provisional: bool


def is_workday(day: date) -> bool:
    """Whether offices work on a day: the official list, else Monday to Friday."""
    return _known.exceptions.get(day, day.weekday() < _SATURDAY)


def is_official(day: date) -> bool:
    """Whether the calendar of that day's year has been published."""
    return day.year in _known.years


def deadline(
    start: datetime,
    *,
    workdays: int | None = None,
    days: int | None = None,
    hours: int | None = None,
) -> Deadline:
    """When a period that starts at a moment ends. The day after the start is day one.

    Work days skip holidays; natural days end on the next work day when the last one is none
    (民法典 203); hours run without a break.
    """
    if hours is not None:
        return Deadline(start + timedelta(hours=hours), is_provisional=False)
    first = clock.local(start).date()
    last = (
        _after_workdays(first, workdays) if workdays is not None else _after_days(first, days or 0)
    )
    passed = (first + timedelta(days=n) for n in range((last - first).days + 1))
    provisional = not all(is_official(day) for day in passed)
    return Deadline(clock.start_of(last + timedelta(days=1)), provisional)


def _after_workdays(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def _after_days(day: date, count: int) -> date:
    day += timedelta(days=count)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def left(until: datetime, now: datetime) -> int:
    """Work days from a moment to a deadline: 0 on its last day, negative when it has passed."""
    last = (clock.local(until) - timedelta(microseconds=1)).date()
    today = clock.local(now).date()
    if last >= today:
        return sum(is_workday(today + timedelta(days=n)) for n in range(1, (last - today).days + 1))
    return -sum(is_workday(last + timedelta(days=n)) for n in range(1, (today - last).days + 1))


def before(now: datetime, *, workdays: int) -> datetime:
    """What began before this moment has had so many whole work days since."""
    day = clock.local(now).date()
    while workdays > 0:
        day -= timedelta(days=1)
        workdays -= is_workday(day)
    return clock.start_of(day)


async def reload() -> None:
    """Read the calendar from the database; called at start and on NOTIFY."""
    rows = await database.fetch("SELECT day, is_workday FROM workdays")
    years = await database.fetch("SELECT year FROM workday_years")
    _known.exceptions = {row["day"]: row["is_workday"] for row in rows}
    _known.years = {row["year"] for row in years}


async def load_official() -> None:
    """Take over the published years; days an operator changed stay as they are."""
    async with database.transaction():
        have = {row["year"] for row in await database.fetch("SELECT year FROM workday_years")}
        for year in sorted(set(range(_FIRST, _LAST + 1)) - have):
            await _load_year(year)
            if have:  # on the very first load no deadline has been counted yet
                await outbox.publish(WorkdayYearLoaded(str(year)))
        await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    await reload()


async def _load_year(year: int) -> None:
    listed = {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}
    days = sorted(day for day in listed if day.year == year)
    names = [str(chinese_calendar.get_holiday_detail(day)[1] or "") for day in days]
    await database.execute(
        "INSERT INTO workdays (day, is_workday, name, source)"
        " SELECT day, works, name, $4 FROM unnest($1::date[], $2::bool[], $3::text[])"
        " AS listed (day, works, name) ON CONFLICT DO NOTHING",
        days,
        [listed[day] for day in days],
        names,
        _SOURCE,
    )
    await database.execute(
        "INSERT INTO workday_years (year, source, loaded_at) VALUES ($1, $2, $3)"
        " ON CONFLICT DO NOTHING",
        year,
        _SOURCE,
        clock.real_now(),
    )

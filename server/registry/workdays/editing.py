"""Entering a year's official notice, or a day that was changed at short notice."""

from collections.abc import Mapping
from datetime import date

from server.core import clock, database, outbox
from server.core.actors import Actor
from server.core.errors import Invalid
from server.registry import audit
from server.registry.workdays.calendar import CHANNEL, reload
from server.registry.workdays.events import WorkdayYearLoaded


class DayOutsideYear(Invalid):
    """A notice for one year names a day of another."""

    code = "workdays.day_outside_year"


async def load_year(
    year: int, days: Mapping[date, tuple[bool, str]], *, source: str, by: Actor
) -> None:
    """Take over a year's notice: each day that breaks the week, whether one works, and its name.

    It takes the place of what was known of the year. Raises DayOutsideYear.
    """
    if any(day.year != year for day in days):
        raise DayOutsideYear(year=year)
    async with database.transaction():
        await database.execute(
            "DELETE FROM workdays WHERE day BETWEEN $1 AND $2",
            date(year, 1, 1),
            date(year, 12, 31),
        )
        await _write(days, source)
        await database.execute(
            "INSERT INTO workday_years (year, source, loaded_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (year) DO UPDATE SET source = EXCLUDED.source,"
            " loaded_at = EXCLUDED.loaded_at",
            year,
            source,
            clock.real_now(),
        )
        await _tell(year, by)
    await reload()


async def set_day(day: date, *, works: bool, name: str, source: str, by: Actor) -> None:
    """One day on which offices work or do not, against the week or the notice."""
    async with database.transaction():
        await _write({day: (works, name)}, source)
        await _tell(day.year, by)
    await reload()


async def _write(days: Mapping[date, tuple[bool, str]], source: str) -> None:
    await database.execute(
        "INSERT INTO workdays (day, is_workday, name, source) SELECT day, works, name, $4"
        " FROM unnest($1::date[], $2::bool[], $3::text[]) AS listed (day, works, name)"
        " ON CONFLICT (day) DO UPDATE SET is_workday = EXCLUDED.is_workday,"
        " name = EXCLUDED.name, source = EXCLUDED.source",
        list(days),
        [works for works, _ in days.values()],
        [name for _, name in days.values()],
        source,
    )


async def _tell(year: int, by: Actor) -> None:
    await outbox.publish(WorkdayYearLoaded(str(year)))
    await audit.record(by, "change-calendar", f"workdays:{year}")
    await database.execute("SELECT pg_notify($1, '')", CHANNEL)

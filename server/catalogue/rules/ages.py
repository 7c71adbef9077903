"""Ages by the civil code: full years on a day, and 29 February where a year has none."""

from datetime import date

from server.catalogue.rules.base import Given
from server.catalogue.rules.telling import MONTHS


def birthday_in(born: date, year: int, *, march: bool = False) -> date:
    """The birthday in a year; 29 February falls on the 28th of other years (民法典第二百零二条).

    A place may say 1 March instead.
    """
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1) if march else date(year, 2, 28)


def age_on(born: date, on: date) -> int:
    """Full years on a day."""
    reached = birthday_in(born, on.year) <= on
    return on.year - born.year - (0 if reached else 1)


def age_of(given: Given) -> int | None:
    """The person's age on the day judged, or None where nobody knows the birthday."""
    told = given.fact("person.birth_on")
    born = date.fromisoformat(told) if isinstance(told, str) else None
    return None if born is None or born > given.on else age_on(born, given.on)


def next_month(of: date) -> date:
    """The first day of the month after."""
    months = of.year * MONTHS + of.month
    return date(months // MONTHS, months % MONTHS + 1, 1)

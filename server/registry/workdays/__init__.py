"""Work days and statutory deadlines by the official calendar; beyond it, provisional."""

from server.registry.workdays.calendar import (
    CHANNEL,
    Deadline,
    before,
    deadline,
    is_workday,
    left,
    load_official,
    reload,
)
from server.registry.workdays.editing import DayOutsideYear, load_year, set_day
from server.registry.workdays.events import WorkdayYearLoaded

__all__ = [
    "CHANNEL",
    "DayOutsideYear",
    "Deadline",
    "WorkdayYearLoaded",
    "before",
    "deadline",
    "is_workday",
    "left",
    "load_official",
    "load_year",
    "reload",
    "set_day",
]

"""Time: real time plus one offset kept in the database, so that demo and tests can move it.

Business code asks `now()` (UTC) and `today()` (Asia/Shanghai). Leases, sessions and rate limits
ask `real_now()`, which no offset touches.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _Offset:
    current = timedelta(0)


_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """The system's moment, in UTC: stopped time in tests, else real time plus the offset."""
    stopped = _stopped.get()
    return stopped if stopped is not None else real_now() + _Offset.current


def real_now() -> datetime:
    """The world's moment in UTC, for leases, sessions and rate limits."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never run backwards, for measuring how long something took."""
    return time.monotonic()


async def sleep(seconds: float) -> None:
    """Wait that long in real time."""
    await asyncio.sleep(seconds)


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """The calendar day in Asia/Shanghai."""
    return local(now()).date()


def start_of(day: date) -> datetime:
    """Midnight in Asia/Shanghai at which a day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def offset() -> timedelta:
    """How far the system's time runs ahead of real time."""
    return _Offset.current


def set_offset(ahead: timedelta) -> None:
    """Take over the offset read from the database (see `core.clock_offset`)."""
    _Offset.current = ahead


@contextmanager
def stopped_at(moment: datetime) -> Iterator[datetime]:
    """Stop the clock for the current task; tests only."""
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _stopped.reset(token)

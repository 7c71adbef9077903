"""The clock's offset as one database row, read by every process and announced by NOTIFY."""

from datetime import timedelta

from server.core import clock, database
from server.core.config import settings
from server.core.errors import NotAllowed

CHANNEL = "clock"


class ClockIsReal(NotAllowed):
    """Nobody moves the clock where real people are served."""

    code = "core.clock_is_real"


async def load() -> timedelta:
    """Read the stored offset into this process."""
    row = await database.fetch_one("SELECT seconds FROM clock_offset WHERE id = 1")
    clock.set_offset(timedelta(seconds=row["seconds"] if row else 0))
    return clock.offset()


async def advance(by: timedelta) -> timedelta:
    """Move the system's time ahead and tell every process. Raises ClockIsReal in production."""
    if settings().is_production:
        raise ClockIsReal
    async with database.transaction():
        await database.execute(
            "INSERT INTO clock_offset (id, seconds, changed_at) VALUES (1, $1, $2)"
            " ON CONFLICT (id) DO UPDATE SET seconds = clock_offset.seconds + EXCLUDED.seconds,"
            " changed_at = EXCLUDED.changed_at",
            int(by.total_seconds()),
            clock.real_now(),
        )
        await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    return await load()


async def reset() -> None:
    """Back to real time. Raises ClockIsReal in production."""
    if settings().is_production:
        raise ClockIsReal
    async with database.transaction():
        await database.execute("DELETE FROM clock_offset")
        await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    await load()

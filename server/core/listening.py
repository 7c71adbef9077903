"""LISTEN on a connection of one's own, for ever: reconnects, and catches up after each gap."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import asyncpg

from server.core import database

Heard = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)
RETRY_SECONDS = 1.0
PROBE_SECONDS = 10.0


async def listen(channels: Mapping[str, Heard], *, url: str | None = None) -> None:
    """Call a channel's function whenever it is notified, and all of them after each connect."""
    while True:
        try:
            await _listen_once(channels, url)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as lost:
            log.info("listener lost its connection: %s", type(lost).__name__)
        await asyncio.sleep(RETRY_SECONDS)


async def _listen_once(channels: Mapping[str, Heard], url: str | None) -> None:
    connection = await database.direct(url)
    heard: asyncio.Queue[str] = asyncio.Queue()
    try:
        for channel in channels:
            await connection.add_listener(channel, lambda *seen: heard.put_nowait(seen[2]))
            heard.put_nowait(channel)
        while True:
            await _next(connection, heard, channels)
    finally:
        connection.terminate()


async def _next(
    connection: asyncpg.Connection, heard: "asyncio.Queue[str]", channels: Mapping[str, Heard]
) -> None:
    try:
        # Python 3.11 drops a cancellation that meets the result of `wait_for`: no stop would end.
        async with asyncio.timeout(PROBE_SECONDS):
            channel = await heard.get()
    except TimeoutError:
        await connection.execute("SELECT 1")
        return
    waiting = {channel}
    while not heard.empty():
        waiting.add(heard.get_nowait())
    for name in waiting:
        await channels[name]()

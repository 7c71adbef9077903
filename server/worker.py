"""The worker: delivers the outbox, asks registers, sends notices, seals the audit, keeps time.

Several may run at once; leases and locks keep them out of each other's way. Killing one at any
point loses nothing.
"""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import httpx

from server.casework import checks, letters
from server.catalogue import items, parameters
from server.connectors import World, build_world
from server.contact import conversations, notices
from server.core import clock, clock_offset, database, ids, outbox, redis
from server.core.config import settings
from server.core.listening import listen
from server.core.text import log as logs
from server.reactions import REACTIONS
from server.registry import audit, files, regions, workdays
from server.timetable import TIMETABLE

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
_LEADER_LOCK = 0x71AE7AB1E
_PAUSE_AFTER_FAILURE = 2.0
# It may start after us, or again, and then knows no offset.
_SANDBOX, _TELL_SANDBOX_EVERY = "tell the sandbox", timedelta(seconds=5)


class Worker:
    """One worker's loops over one world."""

    def __init__(self, world: World) -> None:
        self.name = f"{os.getpid()}-{ids.token()[:6]}"
        self._world = world
        self._nudged = asyncio.Event()
        self._stopping = asyncio.Event()
        self._ran: dict[str, datetime] = {}

    async def run(self) -> None:
        """Work until `stop`."""
        channels = {
            outbox.CHANNEL: self._nudge,
            clock_offset.CHANNEL: self._clock_moved,
            regions.CHANNEL: regions.reload,
            workdays.CHANNEL: workdays.reload,
            parameters.CHANNEL: _reload_catalogue,
        }
        await load_caches()
        listener = asyncio.create_task(listen(channels))
        try:
            await asyncio.gather(
                self._loop(self._deliver),
                self._loop(lambda: checks.ask_due(self._world, self.name)),
                self._loop(lambda: checks.send_batches(self._world, self.name)),
                self._loop(lambda: notices.send_due(self._world, self.name)),
                self._loop(self._pass_on_words),
                self._loop(lambda: letters.draw_due(self._world, self.name)),
                self._loop(audit.seal_once),
                self._loop(lambda: files.erase_waiting(self._world.storage)),
                self._loop(self._keep_time),
            )
        finally:
            listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listener

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stopping.set()
        self._nudged.set()

    async def drain(self) -> None:
        """Run everything due until nothing is left; for tests."""
        while await self.once():
            pass

    async def once(self) -> int:
        """One round of each loop; returns how much was done."""
        done = await self._deliver()
        done += await checks.ask_due(self._world, self.name)
        done += await checks.send_batches(self._world, self.name)
        done += await notices.send_due(self._world, self.name)
        done += await self._pass_on_words()
        done += await letters.draw_due(self._world, self.name)
        done += await files.erase_waiting(self._world.storage)
        done += await audit.seal_once()
        return done

    async def _deliver(self) -> int:
        expanded = await outbox.expand(REACTIONS)
        return expanded + await outbox.deliver(REACTIONS, worker=self.name)

    async def _pass_on_words(self) -> int:
        """The duty roster and the office by text, and words on their way to WeChat."""
        done = await conversations.call_due()
        done += await conversations.post_due(self._world, self.name)
        return done + await conversations.send_due(self._world, self.name)

    async def _nudge(self) -> None:
        self._nudged.set()

    async def _clock_moved(self) -> None:
        await clock_offset.load()
        await _tell_sandbox()
        self._ran.clear()
        self._nudged.set()

    async def _loop(self, work: Callable[[], Awaitable[int]]) -> None:
        while not self._stopping.is_set():
            try:
                done = await work()
            except Exception:
                # The edge: a loop that ended would be noticed by nobody.
                log.exception("a worker loop failed and goes on")
                done = 0
                await asyncio.sleep(_PAUSE_AFTER_FAILURE)
            if not done:
                await self._rest()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._nudged.wait()
        await asyncio.sleep(0)
        self._nudged.clear()

    async def _keep_time(self) -> int:
        """Run what the timetable has due, as leader; another worker's turn otherwise."""
        told = self._ran.get(_SANDBOX)
        if told is None or clock.real_now() - told >= _TELL_SANDBOX_EVERY:
            self._ran[_SANDBOX] = clock.real_now()
            await _tell_sandbox()
        due = [
            entry
            for entry in TIMETABLE
            if entry.name not in self._ran
            or clock.real_now() - self._ran[entry.name] >= entry.every
        ]
        for entry in due:
            self._ran[entry.name] = clock.real_now()
            async with database.transaction():
                row = await database.fetch_one(
                    "SELECT pg_try_advisory_xact_lock($1) AS won", _LEADER_LOCK
                )
                if row and row["won"]:
                    await entry.run()
        return 0


async def load_caches() -> None:
    """Read what a process keeps in memory."""
    await clock_offset.load()
    await _tell_sandbox()
    await regions.reload()
    await workdays.reload()
    await _reload_catalogue()


async def _reload_catalogue() -> None:
    await parameters.reload()
    await items.reload()


async def _tell_sandbox() -> None:
    """The sandbox has no database: it is told what time it is."""
    if settings().is_production or not settings().sandbox_token:
        return
    seconds = int(clock.offset().total_seconds())
    headers = {"authorization": f"Bearer {settings().sandbox_token}"}
    with contextlib.suppress(httpx.HTTPError):
        async with httpx.AsyncClient(timeout=1, trust_env=False) as client:
            await client.post(
                f"{settings().sandbox_url}/_ctl/clock",
                json={"offset_seconds": seconds},
                headers=headers,
            )


Beside = Callable[[], contextlib.AbstractAsyncContextManager[None]]


async def serve(beside: Beside = contextlib.nullcontext) -> None:
    """Run one worker in this process until SIGTERM or SIGINT; `beside` runs along."""
    await database.connect()
    world = build_world(settings())
    worker = Worker(world)
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, worker.stop)
    try:
        async with beside():
            await worker.run()
    finally:
        await world.close()
        await redis.close()
        await database.close()


def main(beside: Beside = contextlib.nullcontext) -> None:
    """The process `onetrip worker`."""
    logs.set_up(settings())
    asyncio.run(serve(beside))

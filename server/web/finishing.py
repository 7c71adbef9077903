"""Work that must finish: a client that goes away stops waiting, never the work.

Sanic cancels a handler when its client disconnects. What writes runs in a task of its own; the
handler only waits for it, and a stopping process waits for all of them.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import asyncpg

from server.core.errors import Refusal

log = logging.getLogger(__name__)
T = TypeVar("T")
_running: set[asyncio.Task[Any]] = set()


async def finish(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run the work to its end whatever becomes of the caller; once more after a deadlock."""
    task = asyncio.create_task(_twice(work))
    _running.add(task)
    task.add_done_callback(_settle)
    return await asyncio.shield(task)


def later(work: Coroutine[Any, Any, object]) -> None:
    """Run something nobody waits for; it ends before the process does."""
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_settle)


async def drain(seconds: float) -> None:
    """Wait for what still runs, at most that long."""
    if _running:
        await asyncio.wait(set(_running), timeout=seconds)


async def _twice(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    try:
        return await work()
    except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
        # Everything was rolled back, so a second try starts from the same state.
        return await work()


def _settle(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    failure = None if task.cancelled() else task.exception()
    if failure is not None and not isinstance(failure, Refusal):
        log.info("finished work failed: %s", type(failure).__name__)

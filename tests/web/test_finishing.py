"""What writes finishes, whatever becomes of the client."""

import asyncio

import asyncpg
import pytest

from server.web import finishing


async def test_work_outlives_a_caller_who_went_away():
    done = asyncio.Event()
    started = asyncio.Event()

    async def work() -> None:
        started.set()
        await asyncio.sleep(0.01)
        done.set()

    waiting = asyncio.create_task(finishing.finish(work))
    await started.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await finishing.drain(1)

    assert done.is_set()


async def test_a_deadlock_is_tried_once_more():
    tries = []

    async def work() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise asyncpg.DeadlockDetectedError("x")
        return "done"

    assert await finishing.finish(work) == "done"
    assert len(tries) == 2


async def test_a_second_deadlock_is_told():
    async def work() -> None:
        raise asyncpg.DeadlockDetectedError("x")

    with pytest.raises(asyncpg.DeadlockDetectedError):
        await finishing.finish(work)

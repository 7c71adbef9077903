"""A listener ends when it is told to, whatever arrives at that moment."""

import asyncio

import pytest

from server.core import listening


@pytest.mark.parametrize("ticks", range(5))
async def test_a_notification_in_the_moment_of_stopping_stops_nothing(ticks):
    heard = asyncio.Queue()
    seen = []

    async def hear():
        seen.append(1)

    async def for_ever():
        while True:
            await listening._next(None, heard, {"news": hear})

    task = asyncio.create_task(for_ever())
    await asyncio.sleep(0.01)
    heard.put_nowait("news")
    for _ in range(ticks):
        await asyncio.sleep(0)
    task.cancel()

    done, _ = await asyncio.wait([task], timeout=2)
    task.cancel()
    assert done

"""A hundred thousand hostile call-backs: none ends in a fault of ours, none leaves a row."""

import asyncio
import time
from collections import Counter

import pytest

from tests.prove.harness import Running
from tests.prove.hostile import Hostile
from tests.prove.wire import Wire

CALLS, LINES = 100_000, 16
COUNTS = "SELECT (SELECT count(*) FROM wechat_pushes) + (SELECT count(*) FROM outbox_events)"


async def prove(tmp_path, calls):
    """The whole proof at a size; returns a line for the table."""
    async with Running(tmp_path / "var") as system:
        first = Hostile(1, None)
        replayed = first.request(first.sealed(first.message()))
        assert await Wire(system.port).post(*replayed) == 200
        connection = await system.database()
        before = await connection.fetchval(COUNTS)
        hostile, statuses, began = Hostile(20260918, replayed), Counter(), time.monotonic()

        async def line(count):
            wire = Wire(system.port)
            for _ in range(count):
                target, body = hostile()
                status = await wire.post(target, body)
                statuses[status] += 1
                # Repeated to another process it was seen before all the same: answered, not kept.
                assert 400 <= status < 500 or (target == replayed[0] and status == 200), target
            wire.close()

        await asyncio.gather(*(line(calls // LINES) for _ in range(LINES)))
        took = time.monotonic() - began
        assert await connection.fetchval(COUNTS) == before
        await connection.close()
        assert (await system.http.get("/readyz")).status_code == 200
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    return f"{sum(statuses.values())} call-backs in {took:.0f} s ({told}), no 5xx, nothing stored"


@pytest.mark.prove
@pytest.mark.timeout(1200)
async def test_hostile_callbacks_leave_nothing(tmp_path):
    print("| hostile call-backs | " + await prove(tmp_path, CALLS) + " |")

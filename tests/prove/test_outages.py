"""Redis is gone for a minute: slower, never wrong, never down. PostgreSQL is killed under load."""

import asyncio
import os
import signal
import statistics
import time
from collections import Counter

import pytest

from server.embedded import Valkey
from tests.prove import harness
from tests.prove.harness import Running

PEOPLE, SECONDS, RESTARTS = 120, 60, 5


class Visits:
    """Somebody who looks again and again, and writes down how that went."""

    def __init__(self, system, drafts):
        self.system, self.drafts, self.took = system, drafts, {}
        self.over, self.statuses, self.now = asyncio.Event(), Counter(), "before"

    async def go_on(self, line):
        while not self.over.is_set():
            for path in ("/items", "/cases", "/notices"):
                token = self.drafts[line % len(self.drafts)]["token"]
                began, phase = time.monotonic(), self.now
                headers = {"authorization": f"Bearer {token}"}
                answer = await self.system.http.get(f"/api/v1{path}", headers=headers)
                self.took.setdefault(phase, []).append(time.monotonic() - began)
                self.statuses[phase, answer.status_code] += 1
            await asyncio.sleep(0.05)

    def median_ms(self, phase):
        return statistics.median(self.took[phase]) * 1000


async def without_redis(tmp_path, people, seconds):
    """The Redis proof at a size; returns a line for the table."""
    redis = Valkey(tmp_path / "redis")
    redis.start()
    try:
        async with Running(tmp_path / "var", redis_url=redis.url) as system:
            return await _without_redis(system, redis, people, seconds)
    finally:
        redis.stop()


async def _without_redis(system, redis, people, seconds):
    drafts = await harness.ready_drafts(system, people)
    visits = Visits(system, drafts)
    lines = [asyncio.create_task(visits.go_on(line)) for line in range(3)]
    await asyncio.sleep(min(seconds, 5))
    redis.process.kill()
    redis.process.wait()
    visits.now, gone_at = "gone", time.monotonic()
    acknowledged = await harness.submit_all(system, drafts)
    await harness.sign_in(system, drafts[0]["id_no"])  # counted by each process for itself
    connection = await system.database()
    await harness.settled(connection)
    await asyncio.sleep(max(0, seconds - (time.monotonic() - gone_at)))
    away = time.monotonic() - gone_at
    redis.start()
    visits.now = "back"
    await asyncio.sleep(min(seconds, 7))
    visits.over.set()
    await asyncio.gather(*lines)
    await harness.check_once(connection, acknowledged)
    await connection.close()
    assert {status for _, status in visits.statuses} == {200}
    before, gone = visits.median_ms("before"), visits.median_ms("gone")
    served = len(visits.took["gone"])
    told = f"away {away:.0f} s: {len(acknowledged)} submitted once, {served} visits all answered"
    return f"{told}, median {before:.0f} ms before, {gone:.0f} ms without"


async def postgres_killed(tmp_path, people, restarts):
    """The PostgreSQL proof at a size; returns a line for the table."""
    async with Running(tmp_path / "var") as system:
        drafts = await harness.ready_drafts(system, people)
        submitting = asyncio.create_task(harness.submit_all(system, drafts))
        back = []
        for _ in range(restarts):
            await asyncio.sleep(1.5)
            pid = int((system.folder / "pg" / "data" / "postmaster.pid").read_text().split()[0])
            began = time.monotonic()
            os.kill(pid, signal.SIGQUIT)  # at once, as a crash would
            await asyncio.sleep(0.2)
            await system.ready()
            back.append(time.monotonic() - began)
        acknowledged = await submitting
        connection = await system.database()
        await harness.settled(connection, 180)
        await harness.check_once(connection, acknowledged)
        await connection.close()
    told = f"{len(acknowledged)} acknowledged writes all there once after {restarts} restarts"
    return f"{told}, serving again by itself in {max(back):.1f} s at most"


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_redis_may_be_gone(tmp_path):
    print("| Redis gone | " + await without_redis(tmp_path, PEOPLE, SECONDS) + " |")


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_postgres_may_be_restarted(tmp_path):
    print("| PostgreSQL restarted | " + await postgres_killed(tmp_path, PEOPLE, RESTARTS) + " |")

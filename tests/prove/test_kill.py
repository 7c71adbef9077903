"""200 people submit while web and worker processes are killed; 6,000 writes are hung up on."""

import asyncio
import subprocess
import sys
import time

import pytest

from tests.prove import harness
from tests.prove.harness import Running

PEOPLE, ABORTS = 200, 6000


async def prove(tmp_path, people, aborts):
    """The whole proof at a size; returns a line for the table."""
    async with Running(tmp_path / "var") as system:
        drafts = await harness.ready_drafts(system, people)
        system.sandbox_pid = harness.sandbox_pid(system)
        over, killed, began = asyncio.Event(), [], time.monotonic()
        killer = asyncio.create_task(harness.kill_at_random(system, over, killed))
        acknowledged = await harness.submit_all(system, drafts)
        over.set()
        await killer
        took = time.monotonic() - began
        await system.ready()
        connection = await system.database()
        try:
            await harness.settled(connection)
            await harness.check_once(connection, acknowledged)
            await harness.abort_posts(system, drafts, aborts)
            for _ in range(60):
                assert (await harness.call(system, "GET", "/items")).status_code == 200
            answer = await harness.call(system, "GET", "/cases", token=drafts[0]["token"])
            assert answer.status_code == 200
            await harness.settled(connection)
            await check_audit(system, connection)
        finally:
            await connection.close()
    return f"{len(acknowledged)} submitted once under {len(killed)} kills in {took:.1f} s"


async def check_audit(system, connection):
    """The chain holds; one changed word breaks it, and the break is named."""
    command = [sys.executable, "-m", "server", "audit", "verify"]

    def verify():
        return subprocess.run(
            command, cwd=harness.ROOT, env=system.env, capture_output=True, text=True, check=False
        )

    await asyncio.sleep(3)
    whole = await asyncio.to_thread(verify)
    assert whole.returncode == 0, whole.stdout
    await connection.execute(
        "UPDATE audit_rows SET action = 'nothing' WHERE sequence ="
        " (SELECT max(sequence) / 2 FROM audit_rows)"
    )
    broken = await asyncio.to_thread(verify)
    assert broken.returncode == 1
    assert "was changed" in broken.stdout


@pytest.mark.prove
async def test_nothing_is_lost_or_doubled_under_kills(tmp_path):
    print("| kill -9 | " + await prove(tmp_path, PEOPLE, ABORTS) + f"; {ABORTS} aborted POSTs |")

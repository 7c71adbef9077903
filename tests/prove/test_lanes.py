"""All three lanes while processes are killed and both SMS and WeChat flap: nothing lost or doubled."""

import asyncio
import time

import pytest

from tests.prove import harness, lanes
from tests.prove.harness import Running

PEOPLE = 54  # sixty codes an hour are sent at one address's asking


async def ready(system, people):
    """People with a finished draft each, in the three lanes by turns, who can be told."""
    drafts = await harness.ready_drafts(system, people, lanes=lanes.LANES, facts=lanes.FACTS)
    for number, draft in enumerate(drafts):
        await lanes.give_phone(system, draft)
        if number % 2:
            await lanes.allow_cards(system, draft)
    return drafts


async def files_and_is_served(system, office, draft):
    """One person's application from the signature to the office's last step of today."""
    await harness.submit_all(system, [draft])
    await office.works_on(draft)


async def prove(tmp_path, people):
    """The whole proof at a size; returns a line for the table."""
    async with Running(tmp_path / "var") as system:
        office = await lanes.Office(system).open()
        drafts = await ready(system, people)
        ahead = await lanes.morning(system)
        await lanes.flap(system)
        system.sandbox_pid = harness.sandbox_pid(system)
        over, killed, began = asyncio.Event(), [], time.monotonic()
        killer = asyncio.create_task(harness.kill_at_random(system, over, killed))
        await asyncio.gather(*(files_and_is_served(system, office, draft) for draft in drafts))
        over.set()
        await killer
        took = time.monotonic() - began
        await system.ready()
        connection = await system.database()
        await harness.settled(connection, 240)
        await quiet(system, connection, ahead)
        told = await lanes.check_lanes(system, connection, drafts)
        await connection.close()
    return f"{people} cases in three lanes under {len(killed)} kills in {took:.0f} s: {told}"


async def quiet(system, connection, ahead):
    """Both sides stand again; ten minutes settle what left with an unknown outcome."""
    await asyncio.sleep(3)
    await system.control.delete("/_ctl/fault")
    ahead = await lanes.pass_time(system, ahead, minutes=15)
    for _ in range(240):
        left = await connection.fetchval(
            "SELECT count(*) FROM notice_sends WHERE state = 'marked' OR"
            " (state = 'waiting' AND due_at < now() + make_interval(secs => $1) + interval '20 m')",
            ahead,
        )
        if not left:
            return
        await asyncio.sleep(1)
    raise AssertionError(f"{left} messages are still on the way")


@pytest.mark.prove
@pytest.mark.timeout(1800)
async def test_nothing_is_lost_or_doubled_in_any_lane(tmp_path):
    print("| kill -9, all lanes, SMS and WeChat flapping | " + await prove(tmp_path, PEOPLE) + " |")

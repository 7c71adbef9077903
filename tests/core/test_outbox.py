"""Events are delivered at least once, in order for one subject, and never half."""

import asyncio

import pytest

from server.core import database, outbox
from server.core.events import Event, UnknownEvent, decode, encode, event


@event
class LampLit(Event):
    """A test event."""

    lamp: str
    turn: int = 0


async def _drain(reactions: outbox.Reactions, worker: str = "w1") -> None:
    await outbox.expand(reactions)
    while await outbox.deliver(reactions, worker=worker):
        pass


async def _light(*lamps: LampLit) -> None:
    async with database.transaction():
        for lamp in lamps:
            await outbox.publish(lamp)


def test_an_event_survives_its_json():
    lit = LampLit("灯", 3)
    assert decode("LampLit", encode(lit)) == lit


def test_an_unknown_event_is_an_error():
    with pytest.raises(UnknownEvent):
        decode("NeverDeclared", "{}")


async def test_each_reaction_runs_once_and_in_order(fresh_db):
    seen: list[int] = []

    async def see(lit: LampLit) -> None:
        seen.append(lit.turn)

    await _light(*(LampLit("a", turn) for turn in range(5)))
    await _drain({"LampLit": [("see", see)]})
    await _drain({"LampLit": [("see", see)]})

    assert seen == [0, 1, 2, 3, 4]


async def test_an_event_of_a_rolled_back_change_is_never_told(fresh_db):
    with pytest.raises(ValueError, match="no"):
        async with database.transaction():
            await outbox.publish(LampLit("a"))
            raise ValueError("no")

    assert await outbox.expand({}) == 0


async def test_a_failing_reaction_holds_its_own_subject_only(fresh_db):
    seen: list[str] = []

    async def see(lit: LampLit) -> None:
        if lit == LampLit("stuck", 0):
            raise RuntimeError("not today")
        seen.append(f"{lit.lamp}{lit.turn}")

    await _light(LampLit("stuck", 0), LampLit("stuck", 1), LampLit("free", 0), LampLit("free", 1))
    await _drain({"LampLit": [("see", see)]})

    assert seen == ["free0", "free1"]


async def test_a_failed_reaction_leaves_no_trace(fresh_db):
    async def half(_: LampLit) -> None:
        await database.execute(
            "INSERT INTO clock_offset (id, seconds, changed_at) SELECT 1, 5, published_at"
            " FROM outbox_events LIMIT 1"
        )
        raise RuntimeError("after the write")

    await _light(LampLit("a"))
    await _drain({"LampLit": [("half", half)]})

    assert await database.fetch("SELECT 1 FROM clock_offset") == []


async def test_a_job_whose_worker_lost_its_lease_is_undone(fresh_db):
    effects: list[str] = []

    async def slow(_: LampLit) -> None:
        effects.append("tried")
        await database.execute("UPDATE outbox_jobs SET locked_by = 'other'")

    await _light(LampLit("a"))
    await outbox.expand({"LampLit": [("slow", slow)]})
    await outbox.deliver({"LampLit": [("slow", slow)]}, worker="w1")

    row = await database.fetch_one("SELECT state, locked_by FROM outbox_jobs")
    assert effects == ["tried"]
    assert row == {"state": "waiting", "locked_by": "w1"}


async def test_many_workers_share_the_work_without_doubling(fresh_db):
    seen: list[str] = []

    async def see(lit: LampLit) -> None:
        await asyncio.sleep(0)
        seen.append(lit.lamp)

    reactions = {"LampLit": [("see", see)]}
    await _light(*(LampLit(f"lamp{n}") for n in range(60)))
    await outbox.expand(reactions)

    async def work(name: str) -> None:
        while await outbox.deliver(reactions, worker=name, batch=5):
            pass

    await asyncio.gather(*(work(f"w{n}") for n in range(3)))

    assert sorted(seen) == sorted(f"lamp{n}" for n in range(60))


async def test_a_stuck_job_is_shown_and_can_be_replayed(fresh_db):
    mended = False

    async def see(_: LampLit) -> None:
        if not mended:
            raise RuntimeError("broken")

    reactions = {"LampLit": [("see", see)]}
    await _light(LampLit("a"))
    await outbox.expand(reactions)
    await database.execute("UPDATE outbox_jobs SET attempts = 11")
    await outbox.deliver(reactions, worker="w1")

    (waiting,) = await outbox.stuck()
    assert (waiting.reaction, waiting.subject, waiting.last_error) == ("see", "a", "RuntimeError")

    mended = True
    await outbox.replay(waiting.job_id)
    await outbox.deliver(reactions, worker="w1")
    assert await outbox.stuck() == []

"""The engine survives cancelled tasks, and transactions are all or nothing."""

import asyncio
import random

import pytest
from tortoise.connection import get_connection

from server.core import database


async def _insert(entry: str) -> None:
    async with database.transaction():
        await database.execute(
            "INSERT INTO timetable_ticks (entry, due_at, started_at)"
            " SELECT $1, clock_timestamp(), clock_timestamp()",
            entry,
        )
        await database.execute("SELECT pg_sleep(0.001)")


async def test_cancelled_tasks_leak_no_connection(fresh_db):
    dice = random.Random(7)
    await _insert("the pool is open")
    for batch in range(30):
        tasks = [asyncio.create_task(_insert(f"t{batch}-{n}")) for n in range(12)]
        await asyncio.sleep(dice.random() * 0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    pool = get_connection("default")._pool
    # A cancelled task leaves its shielded release behind it: that ends soon, a leak never does.
    async with asyncio.timeout(10):
        while pool.get_idle_size() < pool.get_size():
            await asyncio.sleep(0.01)
    await asyncio.wait_for(_insert("after"), 5)


async def test_an_exhausted_pool_refuses_instead_of_hanging(fresh_db, monkeypatch):
    async def hold() -> None:
        async with database.transaction():
            await database.execute("SELECT pg_sleep(0.6)")

    holders = [asyncio.create_task(hold()) for _ in range(database.settings().pool_size)]
    await asyncio.sleep(0.3)
    monkeypatch.setitem(vars(database.settings()), "acquire_timeout", 0.05)
    with pytest.raises(database.DatabaseBusy):
        await database.fetch("SELECT 1")
    await asyncio.gather(*holders)


async def test_a_nested_transaction_is_a_savepoint(fresh_db):
    async with database.transaction():
        await _insert("outer")
        with pytest.raises(ValueError, match="inner"):
            async with database.transaction():
                await _insert("inner")
                raise ValueError("inner")
    rows = await database.fetch("SELECT entry FROM timetable_ticks")
    assert [row["entry"] for row in rows] == ["outer"]


async def test_the_violated_constraint_is_named(fresh_db):
    with pytest.raises(database.IntegrityError) as refused:
        await database.execute(
            "INSERT INTO clock_offset (id, seconds, changed_at) SELECT 2, 0, clock_timestamp()"
        )
    assert database.constraint_of(refused.value) == "clock_offset_id_check"

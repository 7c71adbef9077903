"""The same request twice is done once."""

import asyncio

import pytest

from server.core import database, idempotency

ASK = {"actor": "resident:1", "route": "submit", "key": "k1"}


async def _once(body: bytes, *, pause: float = 0.0) -> str:
    async with database.transaction():
        kept = await idempotency.claim(**ASK, body=body)
        if kept:
            return kept.answer
        await asyncio.sleep(pause)
        await idempotency.keep(**ASK, status=201, answer="first")
        return "done"


async def test_the_second_time_gives_the_first_answer(fresh_db):
    assert await _once(b"x") == "done"
    assert await _once(b"x") == "first"


async def test_another_body_under_the_same_key_is_refused(fresh_db):
    await _once(b"x")
    with pytest.raises(idempotency.KeyReused):
        await _once(b"y")


async def test_a_request_still_running_says_so_at_once(fresh_db):
    first = asyncio.create_task(_once(b"x", pause=0.5))
    await asyncio.sleep(0.1)
    with pytest.raises(idempotency.StillRunning):
        await _once(b"x")
    assert await first == "done"


async def test_a_failed_request_may_be_tried_again(fresh_db):
    with pytest.raises(RuntimeError):
        async with database.transaction():
            await idempotency.claim(**ASK, body=b"x")
            raise RuntimeError("before the end")
    assert await _once(b"x") == "done"

"""Limits hold, shared through Redis and alone without it."""

import pytest

from server.core import rate_limit, redis


async def _use(times: int, who: str) -> None:
    for _ in range(times):
        await rate_limit.check("test", who, limit=3, seconds=3600)


async def test_the_fourth_use_is_refused_with_a_time(redis_url):
    with pytest.raises(rate_limit.AskedTooOften) as refused:
        await _use(4, "with-redis")
    assert 0 < refused.value.details["retry_after"] <= 3600


async def test_without_redis_the_process_counts_alone(monkeypatch):
    monkeypatch.setitem(vars(rate_limit.settings()), "redis_url", "redis://127.0.0.1:1/0")
    await redis.close()
    await _use(3, "without-redis")
    with pytest.raises(rate_limit.AskedTooOften):
        await _use(1, "without-redis")
    await redis.close()

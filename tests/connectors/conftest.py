"""The sandbox as the settings point at it, and the real connectors that talk to it."""

import pytest

from server.connectors import build_world
from server.core import config, redis
from tests.sandbox.conftest import Outside


@pytest.fixture
async def played(sandbox):
    """The sandbox with its control doors."""
    return Outside(sandbox)


@pytest.fixture
async def world(played):
    """Real connectors; Redis is let go of with them."""
    made = build_world(config.settings())
    yield made
    await made.close()
    await redis.close()


@pytest.fixture
async def second(played):
    """The connectors of another process."""
    made = build_world(config.settings())
    yield made
    await made.close()


@pytest.fixture
async def with_redis_at(played, monkeypatch):
    """Makes a process whose Redis is at that address; the next test has its own again."""
    made = []

    async def make(url):
        await redis.close()
        monkeypatch.setenv("ONETRIP_REDIS_URL", url)
        made.append(build_world(config.reload()))
        return made[-1]

    yield make
    for world in made:
        await world.close()
    await redis.close()

"""Short outages; `make prove` takes Redis away for a minute and PostgreSQL five times."""

import pytest

from tests.prove.test_outages import postgres_killed, without_redis


@pytest.mark.timeout(300)
async def test_redis_may_be_gone_for_seconds(tmp_path):
    assert "4 submitted once" in await without_redis(tmp_path, people=4, seconds=6)


@pytest.mark.timeout(300)
async def test_postgres_may_be_restarted_once(tmp_path):
    assert "4 acknowledged" in await postgres_killed(tmp_path, people=4, restarts=1)

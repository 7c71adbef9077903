"""Redis for what may be lost: shared rate limits, nudges, the WeChat token, caches.

redis-py's defaults repeat a command ten times after five seconds; here a command is tried once,
quickly, and whoever calls has a plan for `Away`.
"""

import redis.asyncio as aioredis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.core.config import settings

Away = (RedisError, OSError, TimeoutError)


class _Shared:
    client: aioredis.Redis | None = None


def client() -> aioredis.Redis:
    """The process's client; connects on first use."""
    if _Shared.client is None:
        pool = aioredis.BlockingConnectionPool.from_url(
            settings().redis_url,
            max_connections=16,
            timeout=1,
            socket_timeout=1.0,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        _Shared.client = aioredis.Redis(connection_pool=pool)
    return _Shared.client


async def close() -> None:
    """Close the client of this process."""
    if _Shared.client is not None:
        await _Shared.client.aclose()
        _Shared.client = None

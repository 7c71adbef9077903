"""A fixed-window rate limiter, shared through Redis; counted per process while Redis is away."""

from collections import OrderedDict

from server.core import clock, redis
from server.core.config import settings
from server.core.errors import TooMany

_counted: OrderedDict[str, int] = OrderedDict()
_REMEMBERED = 50_000
# After a failure Redis is left alone for a moment, so that its absence does not slow every request.
_pause = {"until": 0.0}
PAUSE_SECONDS = 5.0


class AskedTooOften(TooMany):
    """More requests than one person makes."""

    code = "core.asked_too_often"


async def check(what: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one use; raises AskedTooOften when `who` used `what` over `limit` times a window."""
    window, passed = divmod(int(clock.real_now().timestamp()), seconds)
    used = await _count(f"rate:{what}:{who}:{window}", seconds)
    if used > limit:
        raise AskedTooOften(retry_after=seconds - passed)


def check_here(what: str, who: str, *, limit: int, seconds: int) -> None:
    """The same, counted in this process only: for a door so busy that asking Redis would cost."""
    window, passed = divmod(int(clock.real_now().timestamp()), seconds)
    if _count_here(f"here:{what}:{who}:{window}") > limit:
        raise AskedTooOften(retry_after=seconds - passed)


async def _count(key: str, seconds: int) -> int:
    if settings().redis_url and clock.monotonic() >= _pause["until"]:
        try:
            async with redis.client().pipeline(transaction=False) as pipe:
                pipe.incr(key)
                pipe.expire(key, seconds)
                counted, _ = await pipe.execute()
                return int(counted)
        except redis.Away:
            _pause["until"] = clock.monotonic() + PAUSE_SECONDS
    return _count_here(key)


def _count_here(key: str) -> int:
    _counted[key] = _counted.get(key, 0) + 1
    _counted.move_to_end(key)
    while len(_counted) > _REMEMBERED:
        _counted.popitem(last=False)
    return _counted[key]

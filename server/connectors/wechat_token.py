"""WeChat's access token: one for every process, fetched by one of them at a time.

`stable_token` gives the same token to whoever asks, so a second fetch is a waste and no harm:
with Redis away each process asks for itself.
"""

import asyncio
from collections.abc import Awaitable, Callable

from server.core import clock, ids, redis
from server.core.config import Settings

KEPT_SECONDS = 60
_EARLY_SECONDS = 120
_LOCK_MS = 10_000
_LOOKS, _PAUSE_SECONDS = 20, 0.1
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"

Fetch = Callable[[], Awaitable[tuple[str, int]]]


class SharedToken:
    """The token of one app. `fetch` asks WeChat and returns it with its seconds to live."""

    def __init__(self, settings: Settings, fetch: Fetch, appid: str = "") -> None:
        self._is_shared = bool(settings.redis_url)
        self._key = f"wechat:token:{settings.wechat_url}:{appid or settings.wechat_appid}"
        self._fetch = fetch
        self._kept = ("", 0.0)
        self._one_at_a_time = asyncio.Lock()

    async def current(self, *, dead: str = "") -> str:
        """A token that is not the one that WeChat has just called dead."""
        async with self._one_at_a_time:
            kept, until = self._kept
            if kept and kept != dead and clock.monotonic() < until:
                return kept
            return await self._told(dead) or await self._renewed(dead)

    async def _told(self, dead: str) -> str:
        """What another process has fetched."""
        if not self._is_shared:
            return ""
        try:
            value = str(await redis.client().get(self._key) or "")
        except redis.Away:
            return ""
        if value and value != dead:
            # Kept only briefly: another process may learn first that it has died.
            self._kept = (value, clock.monotonic() + KEPT_SECONDS)
            return value
        return ""

    async def _renewed(self, dead: str) -> str:
        mine = ids.token()
        if not await self._is_my_turn(mine):
            for _ in range(_LOOKS):
                await clock.sleep(_PAUSE_SECONDS)
                if value := await self._told(dead):
                    return value
        try:
            value, life = await self._fetch()
            life = max(1, life - _EARLY_SECONDS)
            self._kept = (value, clock.monotonic() + min(life, KEPT_SECONDS))
            await self._share(value, life)
        finally:
            await self._let_go(mine)
        return value

    async def _is_my_turn(self, mine: str) -> bool:
        if not self._is_shared:
            return True
        try:
            return bool(await redis.client().set(f"{self._key}:lock", mine, nx=True, px=_LOCK_MS))
        except redis.Away:
            return True

    async def _share(self, value: str, life: int) -> None:
        if not self._is_shared:
            return
        try:
            await redis.client().set(self._key, value, ex=life)
        except redis.Away:
            return

    async def _let_go(self, mine: str) -> None:
        if not self._is_shared:
            return
        try:
            await redis.client().eval(_RELEASE, 1, f"{self._key}:lock", mine)
        except redis.Away:
            return

"""A loop's heartbeat, seen by the supervisor: who no longer beats is replaced.

A handler that blocks stops its whole process while it still holds its connections; nothing in
the process itself can notice. The beat is one number in memory shared by the fork.
"""

import asyncio
import contextlib
import mmap
import struct
import time
from collections.abc import AsyncIterator
from typing import Any

_EVERY = 0.5
_SLOT = struct.Struct("d")


class Heart:
    """One child's beat: written by its loop, read by the supervisor."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _SLOT.size)

    def forget(self) -> None:
        """A new process begins; it is not judged before its first beat."""
        self._write(0.0)

    def _write(self, moment: float) -> None:
        _SLOT.pack_into(self._shared, 0, moment)

    def silent_for(self) -> float:
        """Seconds since the last beat; 0 before the first one."""
        (last,) = _SLOT.unpack_from(self._shared, 0)
        return time.monotonic() - last if last else 0.0

    async def beat(self) -> None:
        """Beat for ever in the loop to be watched, and tell operators how late it was."""
        lag = _lag_gauge()
        while True:
            before = time.monotonic()
            self._write(before)
            await asyncio.sleep(_EVERY)
            lag.set(max(0.0, time.monotonic() - before - _EVERY))

    @contextlib.asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat while the block runs."""
        task = asyncio.create_task(self.beat())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            # Who ends on purpose is waited for, not judged.
            self.forget()


class _Lag:
    gauge: Any = None


def _lag_gauge() -> Any:
    """Made on first use: the folder the figures meet in is set before."""
    if _Lag.gauge is None:
        from prometheus_client import Gauge

        _Lag.gauge = Gauge(
            "onetrip_loop_lag_seconds",
            "How late the slowest loop came back to its heartbeat.",
            multiprocess_mode="livemax",
        )
    return _Lag.gauge

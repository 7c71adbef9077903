"""Forked children: web processes, the worker, the sandbox; each dies with its parent."""

import asyncio
import ctypes
import faulthandler
import gc
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.serving.heart import Heart

_PR_SET_PDEATHSIG = 1
_HEALTHY_SECONDS = 10.0
_LONGEST_PAUSE = 10.0


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    run: Callable[[], None]
    heart: Heart
    log: Path | None = None
    pid: int = 0
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Fork and run; the supervisor comes back at once."""
        self.started = time.monotonic()
        self.heart.forget()
        sys.stdout.flush()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid:
            return
        code = 1
        try:
            _become_child(parent)
            _log_to(self.log)
            faulthandler.register(signal.SIGUSR1, all_threads=True)
            self.run()
            code = 0
        except KeyboardInterrupt:
            code = 0
        except Exception:  # noqa: BLE001 - the edge of a process: say why it ends
            traceback.print_exc()
        finally:
            os._exit(code)

    def has_ended(self) -> bool:
        """Whether the process is gone; notes when it may be started again."""
        if not self.pid:
            return True
        done, _ = os.waitpid(self.pid, os.WNOHANG)
        if not done:
            return False
        _forget_metrics(self.pid)
        lasted = time.monotonic() - self.started
        self.failures = 0 if lasted > _HEALTHY_SECONDS else self.failures + 1
        pause = min(_LONGEST_PAUSE, 0.2 * 2**self.failures)
        self.not_before = time.monotonic() + (0 if self.failures == 0 else pause)
        self.pid = 0
        return True

    def is_stalled(self, seconds: float) -> bool:
        """Whether its loop has not turned for so long; 0 seconds ask nobody."""
        return bool(self.pid and seconds and self.heart.silent_for() > seconds)

    def signal(self, how: signal.Signals) -> None:
        """Send a signal, if there is somebody to hear it."""
        if self.pid:
            os.kill(self.pid, how)


def _forget_metrics(pid: int) -> None:
    """A dead process no longer has requests in hand."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _become_child(parent: int) -> None:
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, signal.SIG_DFL)
    os.setpgid(0, 0)  # Ctrl-C in the terminal is for the supervisor alone
    # All bear being killed; a child that drains would keep port and lock from the next start.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _log_to(log: Path | None) -> None:
    """On a developer's machine the terminal is for people: log lines go to a file."""
    if log is None:
        return
    sink = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(sink, 2)


def web_process(listening: socket.socket, heart: Heart) -> Callable[[], None]:
    """One web process on the shared socket."""

    def run() -> None:
        from server.app import build_app
        from server.core.config import settings
        from server.core.text import log

        log.set_up(settings())
        app = build_app(settings())
        _beat_with(app, heart)
        app.run(sock=listening, single_process=True, access_log=False)

    return run


def _beat_with(app: Any, heart: Heart) -> None:
    async def begin(_: Any) -> None:
        app.ctx.heart = asyncio.create_task(heart.beat())

    async def end(_: Any) -> None:
        app.ctx.heart.cancel()
        heart.forget()

    app.after_server_start(begin)
    app.before_server_stop(end)


def worker_process(heart: Heart) -> Callable[[], None]:
    """One worker."""

    def run() -> None:
        from server import worker

        worker.main(beside=heart.beating)

    return run


def sandbox_process(heart: Heart) -> Callable[[], None]:
    """The outside world, played."""

    def run() -> None:
        from server import sandbox

        sandbox.main(prepare=lambda app: _beat_with(app, heart))

    return run


def preload() -> None:
    """Import what every child needs once, so that forked pages stay shared."""
    import server.app
    import server.sandbox
    import server.worker
    from server.contact import assistant

    assistant.load()
    gc.collect()
    gc.freeze()
    del server

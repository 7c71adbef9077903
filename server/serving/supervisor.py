"""One process that keeps all others alive until it is told to end."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from server.core import config
from server.core.config import Settings
from server.embedded import DidNotStart, Postgres, Valkey
from server.serving import surroundings
from server.serving.children import (
    Child,
    preload,
    sandbox_process,
    web_process,
    worker_process,
)
from server.serving.heart import Heart

_TICK = 0.1
_END_SECONDS = 18.0


class Supervisor:
    """Children and embedded servers of one start."""

    def __init__(self, settings: Settings, servers: list[Postgres | Valkey]) -> None:
        self._settings = settings
        self._servers = servers
        self._listening = surroundings.bind(settings)
        self._children = self._plan(self._listening)
        self._ending = False
        self._rolling: list[Child] = []
        self._demo: subprocess.Popen[bytes] | None = None

    def _plan(self, listening: socket.socket) -> list[Child]:
        chosen = self._settings
        runs: dict[str, Callable[[Heart], Callable[[], None]]]
        runs = {
            f"web-{n + 1}": partial(web_process, listening) for n in range(chosen.web_processes)
        }
        runs |= {f"worker-{n + 1}": worker_process for n in range(chosen.worker_processes)}
        if chosen.sandbox and not chosen.is_production:
            runs["sandbox"] = sandbox_process
        log = None if chosen.is_production else chosen.var / "log.jsonl"
        planned = []
        for name, run in runs.items():
            heart = Heart()
            planned.append(Child(name, run(heart), heart, log))
        return planned

    def run(self, *, is_empty: bool) -> None:
        """Start everything and stay until SIGTERM or SIGINT."""
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, self._end)
        signal.signal(signal.SIGHUP, self._roll)
        for child in self._children:
            child.start()
        self._wait_until_ready()
        if is_empty and self._settings.demo and not self._settings.is_production:
            self._start_demo()
        else:
            self._announce()
        while not self._ending:
            self._tick()
            time.sleep(_TICK)
        self._end_all()

    def _end(self, *_: object) -> None:
        self._ending = True

    def _roll(self, *_: object) -> None:
        self._rolling = [child for child in self._children if child.name.startswith("web")]

    def _tick(self) -> None:
        for server in self._servers:
            if server.process is not None and server.process.poll() is not None:
                self._restart(server)
        for child in self._children:
            if child.is_stalled(self._settings.stall_seconds):
                self._replace_stalled(child)
            if child.has_ended() and time.monotonic() >= child.not_before:
                child.start()
        if self._rolling:
            self._roll_one()
        if self._demo is not None and self._demo.poll() is not None:
            self._demo = None
            self._announce()

    def _replace_stalled(self, child: Child) -> None:
        """Where it hangs goes to the log, then it is ended; what it held is taken over."""
        say(f"{child.name} has not turned its loop for {self._settings.stall_seconds:.0f} s: ended")
        child.signal(signal.SIGUSR1)
        time.sleep(_TICK)
        child.signal(signal.SIGKILL)
        while not child.has_ended():
            time.sleep(0.05)

    def _restart(self, server: Postgres | Valkey) -> None:
        say(f"{type(server).__name__} has ended; starting it again")
        try:
            server.start()
        except DidNotStart as why:
            say(str(why))

    def _roll_one(self) -> None:
        """One web process at a time finishes what it has and is replaced."""
        child = self._rolling.pop(0)
        child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _END_SECONDS
        while not child.has_ended() and time.monotonic() < deadline:
            time.sleep(0.05)
        child.signal(signal.SIGKILL)
        while not child.has_ended():
            time.sleep(0.05)
        child.failures, child.not_before = 0, 0.0
        child.start()
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not self._ending:
            if _answers(self._settings):
                return
            for child in self._children:
                if child.has_ended() and time.monotonic() >= child.not_before:
                    child.start()
            time.sleep(0.05)

    def _start_demo(self) -> None:
        say("entering the demo people and their stories …")
        command = [sys.executable, "-m", "server", "demo"]
        self._demo = subprocess.Popen(command, cwd=Path(__file__).parents[2])

    def _announce(self) -> None:
        base = self._settings.base_url
        lines = ["", "OneTrip 一趟办 is running.", f"  residents  {base}/"]
        lines.append(f"  console    {base}/console")
        lines.append(f"  API        {base}/api/openapi.json")
        if not self._settings.is_production and self._settings.sandbox:
            lines.append(
                f"  phones     {self._settings.sandbox_url}/phones   (SMS codes, WeChat cards)"
            )
        told = self._settings.var / "demo.txt"
        if told.exists():
            lines += ["", told.read_text(encoding="utf-8").rstrip()]
        if not self._settings.is_production:
            lines += ["", f"Log: {self._settings.var / 'log.jsonl'}"]
        lines += ["Ctrl-C ends everything."]
        say("\n".join(lines))

    def _end_all(self) -> None:
        if self._demo is not None:
            self._demo.terminate()
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _END_SECONDS
        waiting = [child for child in self._children if child.pid]
        while waiting and time.monotonic() < deadline:
            waiting = [child for child in waiting if not child.has_ended()]
            time.sleep(0.05)
        for child in waiting:
            child.signal(signal.SIGKILL)
        for server in reversed(self._servers):
            server.stop()


def _answers(settings: Settings) -> bool:
    if not settings.web_processes:
        return True  # a host of workers only has nobody to ask
    try:
        connection = http.client.HTTPConnection(settings.host, settings.port, timeout=1)
        connection.request("GET", "/readyz")
        ready = connection.getresponse().status == http.HTTPStatus.OK
        connection.close()
    except OSError:
        return False
    return ready


def say(words: str) -> None:
    """Tell the operator."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> int:
    """`onetrip serve`: everything, until told to end. Returns an exit code."""
    settings = config.settings()
    try:
        held: IO[str] = surroundings.lock(settings.var)
    except surroundings.AlreadyRunning as running:
        say(str(running))
        return 1
    settings = surroundings.set_development_secrets(settings)
    surroundings.set_metrics_directory(settings)
    try:
        servers = surroundings.start_servers(settings)
    except DidNotStart as why:
        say(str(why))
        return 1
    settings = config.settings()
    is_empty = surroundings.prepare()
    surroundings.write_run_file(settings)
    preload()
    Supervisor(settings, servers).run(is_empty=is_empty)
    held.close()
    (settings.var / "run.json").unlink(missing_ok=True)
    return os.EX_OK

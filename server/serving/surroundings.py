"""What a development start brings along: embedded servers, secrets of its own, a clean slate."""

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import asyncpg

from server.core import config, database, schema
from server.core.config import Settings
from server.embedded import Postgres, Valkey

# The sandbox knows any template; the real one is set by the operator.
_SANDBOX_TEMPLATE = "sandboxtemplate0000000000000000000000000001"
_BIND_SECONDS = 15.0


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this directory."""


def lock(var: Path) -> IO[str]:
    """Hold the directory against a second start. Raises AlreadyRunning."""
    var.mkdir(parents=True, exist_ok=True)
    handle = (var / "lock").open("w")
    deadline = time.monotonic() + 5
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > deadline:
                raise AlreadyRunning(f"another `make run` uses {var}") from None
            time.sleep(0.2)
        else:
            return handle


def set_development_secrets(settings: Settings) -> Settings:
    """A sandbox token of our own and the sandbox's template; production sets its own."""
    if settings.is_production:
        return settings
    token = settings.var / "sandbox.token"
    if not token.exists():
        token.touch(mode=0o600)
        token.write_text(secrets.token_urlsafe(24))
    os.environ.setdefault("ONETRIP_SANDBOX_TOKEN", token.read_text())
    os.environ.setdefault("ONETRIP_WECHAT_TEMPLATE_PROGRESS", _SANDBOX_TEMPLATE)
    return config.reload()


def set_metrics_directory(settings: Settings) -> None:
    """Counters of all processes meet in files; old ones would be counted again."""
    folder = settings.var / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def start_servers(settings: Settings) -> list[Postgres | Valkey]:
    """PostgreSQL and Valkey where no address is set; their ports stay for respawns."""
    started: list[Postgres | Valkey] = []
    if not settings.database_url:
        postgres = Postgres(settings.var / "pg")
        postgres.start()
        os.environ["ONETRIP_DATABASE_URL"] = postgres.url()
        asyncio.run(_ensure_database(postgres))
        started.append(postgres)
    if not settings.redis_url:
        valkey = Valkey(settings.var / "valkey")
        valkey.start()
        os.environ["ONETRIP_REDIS_URL"] = valkey.url
        started.append(valkey)
    config.reload()
    return started


@contextlib.contextmanager
def database_at_hand() -> Iterator[None]:
    """A database for a command: the set or running one, else the embedded one, started for it.

    Raises AlreadyRunning, DidNotStart.
    """
    read_run_file()
    if config.settings().database_url:
        yield
        return
    with lock(config.settings().var):
        servers = start_servers(config.settings())
        try:
            yield
        finally:
            for server in servers:
                server.stop()


async def _ensure_database(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.url("postgres"))
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = 'onetrip'"):
            await connection.execute("CREATE DATABASE onetrip")
    finally:
        await connection.close()


async def _prepare() -> bool:
    """Migrate and load files; True when nobody has ever signed in here."""
    from server import loading

    await database.connect(pool_size=2)
    try:
        await schema.migrate()
        await loading.load_files()
        return not await database.fetch("SELECT 1 FROM staff LIMIT 1")
    finally:
        await database.close()


def prepare() -> bool:
    """Bring the database up to date; True when it is empty."""
    return asyncio.run(_prepare())


def bind(settings: Settings) -> socket.socket:
    """The listening socket; a previous run's last process may still be letting go of it."""
    deadline = time.monotonic() + _BIND_SECONDS
    while True:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, settings.port))
        except OSError:
            listening.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            listening.listen(1024)
            listening.set_inheritable(True)
            return listening


def write_run_file(settings: Settings) -> None:
    """Where commands beside a running system find it."""
    path = settings.var / "run.json"
    path.touch(mode=0o600)
    path.write_text(
        json.dumps(
            {
                "pid": os.getpid(),
                "ONETRIP_DATABASE_URL": settings.database_url,
                "ONETRIP_REDIS_URL": settings.redis_url,
                "ONETRIP_SANDBOX_TOKEN": settings.sandbox_token,
            }
        )
    )


def read_run_file() -> None:
    """Take over a running system's addresses, unless the environment names others."""
    path = config.settings().var / "run.json"
    if not path.exists():
        return
    for name, value in json.loads(path.read_text()).items():
        if name.startswith("ONETRIP_") and value:
            os.environ.setdefault(name, value)
    config.reload()

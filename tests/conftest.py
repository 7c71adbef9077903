"""Throw-away servers for the whole run, a migrated template database, one clone a worker.

`ONETRIP_TEST_DATABASE_URL` and `ONETRIP_TEST_REDIS_URL` run the same suite on servers of one's own.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

_RUN = "ONETRIP_TEST_RUN_DIR"
_ADMIN = "ONETRIP_TEST_ADMIN_URL"
_TEMPLATE = "ONETRIP_TEST_TEMPLATE"
_REDIS_DATABASES = 16

os.environ.setdefault("ONETRIP_ENV", "test")
os.environ.setdefault("ONETRIP_LOG_LEVEL", "WARNING")
os.environ.setdefault("ONETRIP_SANDBOX_TOKEN", "sandbox-control")
os.environ.setdefault("ONETRIP_POOL_SIZE", "6")

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.servers"]
_started: list[object] = []


def pytest_configure(config):
    """Start the servers once, in the process that the workers are started from."""
    # Sanic and asyncpg open sockets whose closing the collector reports after the fact.
    warnings.filterwarnings("ignore", category=ResourceWarning)
    if hasattr(config, "workerinput"):
        _take_a_redis_database(config.workerinput["workerid"])
    if hasattr(config, "workerinput") or _RUN in os.environ:
        return
    run = Path(tempfile.mkdtemp(prefix="onetrip-test-"))
    os.environ[_RUN] = str(run)
    os.environ["ONETRIP_VAR_DIR"] = str(run)
    _start_database(run)
    _start_redis(run)
    asyncio.run(_make_template())


def _start_database(run):
    given = os.environ.get("ONETRIP_TEST_DATABASE_URL")
    if given:
        os.environ[_ADMIN] = given
        return
    from server.embedded import Postgres

    server = Postgres(run / "postgres", durable=False)
    server.start()
    _started.append(server)
    os.environ[_ADMIN] = server.url("postgres")


def _start_redis(run):
    given = os.environ.get("ONETRIP_TEST_REDIS_URL")
    if given:
        os.environ["ONETRIP_REDIS_URL"] = given
        return
    from server.embedded import Valkey

    server = Valkey(run / "valkey")
    server.start()
    _started.append(server)
    os.environ["ONETRIP_REDIS_URL"] = server.url


def _take_a_redis_database(worker):
    """Workers count and flush without each other: `gw1` has the second database after the run's."""
    base, _, number = os.environ["ONETRIP_REDIS_URL"].rpartition("/")
    taken = (int(number) + 1 + int(worker.removeprefix("gw"))) % _REDIS_DATABASES
    os.environ["ONETRIP_REDIS_URL"] = f"{base}/{taken}"


async def _make_template():
    from tests.fixtures.databases import create, migrated

    name = f"onetrip_template_{os.getpid()}"
    os.environ[_TEMPLATE] = name
    await create(name)
    await migrated(name)


def pytest_unconfigure(config):
    """End what this process started, and leave no database behind on a server of one's own."""
    if hasattr(config, "workerinput") or os.environ.get("ONETRIP_TEST_OWNER", "") == "no":
        return
    if _TEMPLATE in os.environ and os.environ.get("ONETRIP_TEST_DATABASE_URL"):
        from tests.fixtures.databases import drop_run

        asyncio.run(drop_run())
    for server in reversed(_started):
        server.stop()
    run = os.environ.pop(_RUN, "")
    if run and _started:
        shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(scope="session")
def anyio_backend():
    """Everything runs on asyncio."""
    return "asyncio"

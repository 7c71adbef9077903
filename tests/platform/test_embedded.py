"""The embedded servers start anywhere, keep what was committed, and survive being killed."""

import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from server.embedded import Postgres, Valkey, account
from server.embedded.process import is_alive

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")


@pytest.fixture
def postgres(tmp_path):
    server = Postgres(tmp_path / "pg", durable=False)
    server.start()
    yield server
    server.stop()


async def ask(server, sql):
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def open_to_others(path):
    return path.stat().st_mode & 0o077


async def test_it_is_a_real_postgresql_that_asks_for_a_password(postgres):
    assert (await ask(postgres, "SHOW server_version")).startswith("18")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(postgres.url("postgres"), password="guessed")
    assert not open_to_others(postgres.directory / "password")


async def test_what_was_committed_survives_a_kill(tmp_path):
    server = Postgres(tmp_path / "pg", durable=True)
    server.start()
    await ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(server.process.pid, signal.SIGKILL)

    server.start()

    try:
        assert await ask(server, "SELECT answer FROM kept") == 42
    finally:
        server.stop()


async def test_a_lock_file_naming_a_stranger_is_not_believed(postgres):
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    postgres.start()
    assert await ask(postgres, "SELECT 1") == 1


async def test_a_half_made_cluster_is_made_again(tmp_path):
    (tmp_path / "pg" / "data").mkdir(parents=True)
    (tmp_path / "pg" / "making").mkdir()
    (tmp_path / "pg" / "making" / "rubbish").touch()
    server = Postgres(tmp_path / "pg", durable=False)
    server.start()
    try:
        assert await ask(server, "SELECT 1") == 1
    finally:
        server.stop()


STARTER = """
import sys, time
from pathlib import Path
from server.embedded import Postgres, Valkey
servers = [Postgres(Path(sys.argv[1]) / "pg", durable=False), Valkey(Path(sys.argv[1]) / "valkey")]
for server in servers:
    server.start()
print(*(server.process.pid for server in servers), flush=True)
time.sleep(600)
"""


def test_servers_end_when_their_starter_is_killed(tmp_path):
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    pids = [int(pid) for pid in starter.stdout.readline().split()]
    assert len(pids) == 2

    starter.kill()
    starter.wait()

    deadline = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, pids))
    starter.stdout.close()


async def test_valkey_asks_for_a_password_and_comes_back(tmp_path):
    server = Valkey(tmp_path / "valkey")
    server.start()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    try:
        client = redis.asyncio.Redis.from_url(server.url)
        assert await client.ping()
        await client.aclose()
        stranger = redis.asyncio.Redis(port=server.port)
        with pytest.raises(redis.AuthenticationError):
            await stranger.ping()
        await stranger.aclose()
    finally:
        server.stop()


@as_root
async def test_root_without_namespaces_runs_it_as_nobody(tmp_path):
    # pytest's folders are closed to others, as a home is: the data has to live elsewhere.
    server = Postgres(tmp_path / "pg", durable=False, account=account.Account(user="nobody"))
    server.start()
    try:
        assert await ask(server, "SELECT 1") == 1
        assert Path(f"/proc/{server.process.pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        assert not open_to_others(server.directory)
    finally:
        server.stop()
        subprocess.run(["rm", "-rf", server.directory], check=True)


@as_root
def test_programs_in_a_closed_home_are_copied_with_their_libraries(tmp_path, monkeypatch):
    monkeypatch.setattr(account, "_OPEN_HOME", tmp_path / "open")
    closed = tmp_path / "home" / "package" / "release" / "bin"
    closed.mkdir(parents=True)
    (closed / "postgres").write_text("#!/bin/sh\n")
    libraries = tmp_path / "home" / "package.libs"
    libraries.mkdir()
    (libraries / "libpq.so").touch()
    (tmp_path / "home").chmod(0o700)
    nobody = account.Account(user="nobody")

    found = nobody.copied(tmp_path / "home" / "package", closed)

    assert found != closed
    assert (found / "postgres").exists()
    assert (found / "../../../package.libs/libpq.so").exists()
    assert nobody.copied(tmp_path / "home" / "package", closed) == found


def test_ourselves_are_copied_nowhere(tmp_path):
    package = tmp_path / "package"
    assert account.Account().copied(package, package / "bin") == package / "bin"
    assert account.Account().home_for(tmp_path) == tmp_path

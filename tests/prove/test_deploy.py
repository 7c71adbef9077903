"""Two web processes and two workers on PostgreSQL 15 and Redis 7 behind nginx; one is killed."""

import asyncio
import os
import signal
import time
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

from server.embedded.process import free_port
from tests.deploy import hosts
from tests.deploy.hosts import Nginx
from tests.prove import harness
from tests.prove.harness import Running

DATABASE = os.environ.get("ONETRIP_PROVE_DATABASE_URL", "postgres://root@127.0.0.1:5432/postgres")
REDIS = os.environ.get("ONETRIP_PROVE_REDIS_URL", "redis://127.0.0.1:6379/9")
PEOPLE, SECONDS, LINES = 12, 30, 8


async def missing():
    """What of the real thing this machine lacks, or nothing."""
    if hosts.program() is None:
        return "nginx"
    try:
        await (await asyncpg.connect(DATABASE, timeout=5)).close()
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return "PostgreSQL"
    try:
        address = urlsplit(REDIS)
        _, writer = await asyncio.open_connection(address.hostname, address.port or 6379)
        writer.close()
    except OSError:
        return "Redis"
    return ""


class OwnDatabase:
    """A database of this proof's own on the real server, dropped afterwards."""

    def __init__(self):
        self.name = f"onetrip_prove_{os.getpid()}"
        self.url = urlunsplit(urlsplit(DATABASE)._replace(path=f"/{self.name}"))

    async def _admin(self, sql):
        connection = await asyncpg.connect(DATABASE)
        try:
            await connection.execute(sql)
            return connection.get_server_version().major
        finally:
            await connection.close()

    async def __aenter__(self):
        self.major = await self._admin(f'CREATE DATABASE "{self.name}"')
        return self

    async def __aexit__(self, *exc):
        await self._admin(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


class Load:
    """Lines of people who look and write through nginx; each request is written down."""

    def __init__(self, nginx, drafts):
        self.nginx, self.drafts, self.made, self.over = nginx, drafts, [], asyncio.Event()

    async def line(self, number):
        draft = self.drafts[number % len(self.drafts)]
        headers = {"authorization": f"Bearer {draft['token']}"}
        path = f"/api/v1/cases/{draft['case_no']}"
        kind = {"verify": False, "timeout": 20, "trust_env": False}
        async with httpx.AsyncClient(base_url=self.nginx.url(), headers=headers, **kind) as http:
            while not self.over.is_set():
                await self._once(http, "GET", path, None)
                await self._once(http, "GET", "/api/v1/items", None)
                await self._once(http, "PATCH", path, {"facts": {"household.size": 2}})

    async def _once(self, http, method, path, body):
        began = time.monotonic()
        try:
            answer = await http.request(method, path, json=body)
            status = answer.status_code
        except httpx.HTTPError as broken:
            status = type(broken).__name__
        self.made.append((began, time.monotonic(), method, status))


async def prove(tmp_path, people, seconds):
    """The whole proof at a size; returns a line for the table."""
    shared = {"redis_url": REDIS, "web_processes": "1", "worker_processes": "1", "proxies": "1",
              "keys_dir": str(tmp_path / "keys"), "sandbox_port": str(free_port())}  # fmt: skip
    async with OwnDatabase() as own:
        shared["database_url"] = own.url
        async with Running(tmp_path / "a", **shared) as first:
            token = (first.folder / "sandbox.token").read_text()
            second = Running(tmp_path / "b", **shared, sandbox="no", sandbox_token=token)
            (second.folder / "sandbox.token").write_text(token)
            async with second:
                with Nginx(first.port, second.port) as nginx:
                    drafts = await harness.ready_drafts(first, people)
                    return await _under_load(first, second, nginx, drafts, seconds, own.major)


async def _under_load(first, second, nginx, drafts, seconds, major):
    load = Load(nginx, drafts)
    lines = [asyncio.create_task(load.line(number)) for number in range(LINES)]
    await asyncio.sleep(seconds / 3)
    for pid in second.children():  # its web process and its worker, both at once
        os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    acknowledged = await harness.submit_all(first, drafts[: len(drafts) // 2])
    await asyncio.sleep(max(0, seconds - (time.monotonic() - killed)))
    load.over.set()
    await asyncio.gather(*lines)
    await second.ready()
    failed = [one for one in load.made if one[3] != 200]
    # Whoever was being answered by the killed process; a moment for what it had in its socket.
    outside = [
        one for one in failed if one[3] != 409 and not one[0] - 0.5 <= killed <= one[1] + 0.5
    ]
    assert outside == [], outside[:5]
    assert len([one for one in failed if one[3] != 409]) <= LINES
    connection = await first.database()
    await harness.settled(connection)
    await harness.check_once(connection, acknowledged)
    await connection.close()
    told = f"PostgreSQL {major}: {len(load.made)} requests, {len(acknowledged)} submitted once"
    in_flight = len([one for one in failed if one[3] != 409])
    return f"{told}; a web process and a worker killed: {in_flight} failed, all in flight"


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_one_of_two_is_killed_under_load(tmp_path):
    lacking = await missing()
    if lacking:
        print(f"| deploy behind nginx | skipped: no {lacking} on this machine |")
        pytest.skip(f"no {lacking} on this machine")
    print("| deploy behind nginx | " + await prove(tmp_path, PEOPLE, SECONDS) + " |")

"""The whole system as processes of its own, for killing: `async with Running(tmp) as system`."""

import asyncio
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import asyncpg
import httpx

from server.core import ids
from server.embedded.process import free_port
from server.sandbox import population

ROOT = Path(__file__).parents[2]
REGION = "320699100201"
ANSWERS = {
    "hardship.description": "住院",
    "expense.kind": "medical",
    "expense.own_payment": 5_000_000,
    "expense.other_aid": 0,
    "third_party.liability": "none",
    "cause.same_cause_aid": False,
    "residence.basis": "hukou",
    "household.size": 2,
    "household.classification": "none",
    "household.income_12m": 3_000_000,
    "household.property": 500_000,
}


class Running:
    """`onetrip serve` with its own folder and ports; no demo, so that counts are ours."""

    def __init__(self, folder: Path, **settings: str):
        self.folder, self.port, self.sandbox_port = folder, free_port(), free_port()
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ONETRIP_")},
            "ONETRIP_VAR_DIR": str(folder),
            "ONETRIP_PORT": str(self.port),
            "ONETRIP_SANDBOX_PORT": str(self.sandbox_port),
            "ONETRIP_DEMO": "no",
            "ONETRIP_PROXIES": "1",
            "ONETRIP_LOG_LEVEL": "WARNING",
            **{f"ONETRIP_{name.upper()}": value for name, value in settings.items()},
        }
        self.sandbox_port = int(self.env["ONETRIP_SANDBOX_PORT"])
        # What the assistant learned is the same for all: trained once, not at each start.
        learned, shared = folder / "bots", ROOT / "var" / "bots"
        shared.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        if not learned.exists():
            learned.symlink_to(shared)

    async def __aenter__(self):
        command = [sys.executable, "-m", "server", "serve"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env)
        self.http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", timeout=15, trust_env=False
        )
        await self.ready()
        token = (self.folder / "sandbox.token").read_text()
        self.control = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.sandbox_port}",
            headers={"authorization": f"Bearer {token}"},
            trust_env=False,
        )
        await self._until(self._sandbox_answers)
        return self

    async def __aexit__(self, *exc):
        await self.http.aclose()
        await self.control.aclose()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(40)

    async def ready(self):
        await self._until(self._answers)

    async def _answers(self):
        return (await self.http.get("/readyz")).status_code == 200

    async def _sandbox_answers(self):
        return (await self.control.get("/_ctl/warnings")).status_code == 200

    async def _until(self, is_so, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if await is_so():
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
        raise AssertionError("not ready in time")

    def children(self):
        """Pids of the forked processes: web, worker, sandbox."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        ours = []
        for pid in map(int, listed.split()):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"serve" in command:
                ours.append(pid)
        return ours

    async def database(self):
        import json

        told = json.loads((self.folder / "run.json").read_text())
        return await asyncpg.connect(told["ONETRIP_DATABASE_URL"])


async def call(system, method, path, *, token="", body=None, key=""):
    """One request, again and again until it is answered for good, as a phone would."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    # Two hundred people do not share one telephone line, and so not one limit.
    headers["x-forwarded-for"] = ".".join(["10", *(str(random.randrange(256)) for _ in range(3))])
    if key:
        headers["idempotency-key"] = key
    for attempt in range(200):
        try:
            answer = await system.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        except httpx.HTTPError:
            await asyncio.sleep(0.05 * random.random() + 0.02 * min(attempt, 10))
            continue
        if answer.status_code in {500, 502, 503, 504, 409} and attempt < 199:
            await asyncio.sleep(0.1)
            continue
        return answer
    raise AssertionError(f"{method} {path} was never answered")


async def sign_in(system, id_no):
    """A session by a mini-program code of that person's."""
    code = await system.control.post("/_ctl/login_code", json={"id_no": id_no})
    opened = await call(system, "POST", "/sessions/wechat", body={"code": code.json()["code"]})
    return opened.json()["token"]


async def ready_drafts(system, count, *, lanes=("expenditure",), facts=None):
    """So many people with a finished draft each, in these lanes by turns."""
    people = [
        p
        for home in population.build(20260918).households[20:]
        for p in home.members[:1]
        if p.is_alive and p.born_on.year < 2005
    ][:count]
    limit = asyncio.Semaphore(8)

    async def one(person, lane):
        async with limit:
            token = await sign_in(system, person.id_no)
            real = {"name": person.name, "id_no": person.id_no}
            told = await call(system, "POST", "/me/real-name", token=token, body=real)
            assert told.status_code == 200, told.text
            draft = {"item": "temporary-relief", "region": REGION, "lane": lane}
            case = await call(system, "POST", "/cases", token=token, body=draft)
            case_no = case.json()["case_no"]
            answers = {"facts": facts[lane] if facts else ANSWERS}
            kept = await call(system, "PATCH", f"/cases/{case_no}", token=token, body=answers)
            assert kept.status_code == 200, kept.text
            about = {"name": person.name, "id_no": person.id_no, "phone": person.phone}
            return {"token": token, "case_no": case_no, "lane": lane, **about}

    turns = zip(people, itertools.cycle(lanes), strict=False)
    return await asyncio.gather(*(one(person, lane) for person, lane in turns))


async def submit_all(system, drafts):
    """Everybody submits, twice at that; returns the case numbers that were acknowledged."""

    async def one(draft):
        await asyncio.sleep(random.random() * 8)
        body = {"signature": draft["name"], "consent_version": "2026-11"}
        path, key = f"/cases/{draft['case_no']}/submit", ids.token()
        answers = [
            await call(system, "POST", path, token=draft["token"], body=body, key=key)
            for _ in range(2)
        ]
        assert {answer.status_code for answer in answers} == {200}, answers[0].text
        return draft["case_no"]

    return await asyncio.gather(*(one(draft) for draft in drafts))


async def kill_at_random(system, until, killed):
    """Kill -9 a web or worker process every so often."""
    dice = random.Random(11)
    while not until.is_set():
        await asyncio.sleep(0.2 + dice.random() * 0.4)
        children = system.children()
        # The sandbox is the outside world: the last child; it is not ours to kill here.
        if len(children) > 2:
            pid = dice.choice(sorted(children))
            if pid != system.sandbox_pid:
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                except ProcessLookupError:
                    pass


def sandbox_pid(system):
    """Which child listens on the sandbox's port."""
    wanted = f"{system.sandbox_port:04X}"
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{wanted}") and line.split()[3] == "0A"
    }
    for pid in system.children():
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = str(handle.readlink())
            except OSError:
                continue
            if target.startswith("socket:[") and target[8:-1] in inodes:
                return pid
    return 0


async def settled(connection, seconds=90):
    """Wait until the outbox is empty."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        left = await connection.fetchval(
            "SELECT (SELECT count(*) FROM outbox_events WHERE expanded_at IS NULL)"
            " + (SELECT count(*) FROM outbox_jobs WHERE state <> 'done')"
        )
        if left == 0:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{left} events or jobs are left")


async def check_once(connection, acknowledged):
    """Every acknowledged case exists once, and its events were handled once."""
    rows = await connection.fetch("SELECT case_no, stage FROM cases WHERE stage <> 'draft'")
    stages = Counter(row["case_no"] for row in rows)
    assert set(acknowledged) <= set(stages)
    assert set(stages.values()) == {1}
    for table, column, where in (
        ("outbox_events", "subject", "event = 'CaseSubmitted'"),
        ("notices", "case_no", "kind = 'case-submitted'"),
        ("case_steps", "case_id::text", "step = 'submit'"),
        ("consents", "case_no", "true"),
    ):
        counted = await connection.fetch(
            f"SELECT {column} AS what, count(*) AS n FROM {table} WHERE {where} GROUP BY 1"
        )
        assert {row["n"] for row in counted} == {1}, table
        assert len(counted) == len(stages), table


async def abort_posts(system, drafts, count):
    """Send so many writes and hang up before the answer."""
    limit = asyncio.Semaphore(40)

    async def one(number):
        draft = drafts[number % len(drafts)]
        async with limit:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", system.port)
                body = b'{"item":"temporary-relief","region":"320699100201","cause":"%d"}' % (
                    number % 7
                )
                writer.write(
                    b"POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + f"Authorization: Bearer {draft['token']}\r\n".encode()
                    + f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
                await asyncio.sleep(random.random() * 0.01)
                writer.transport.abort()
            except OSError:
                await asyncio.sleep(0.05)

    await asyncio.gather(*(one(number) for number in range(count)))

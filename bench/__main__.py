"""`make bench`: every figure and its reference in one run, printed as a table."""

import asyncio
import difflib
import json
import pickle
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import cpu, load
from bench.load import Outcome, Request, http_request
from bench.stage import ANSWERS, REGION, Stage, clerk, codes, drafts, fill_queue, prepare, served
from server.core import database, ids

DRAFTS, HELLOS, ESTIMATES, SIGN_INS, QUEUES = 600, 12_000, 6_000, 800, 600
JSON = {"content-type": "application/json"}


class Figure:
    """One measured line."""

    def __init__(self, name: str, outcome: Outcome, seconds: float) -> None:
        self.name, self.outcome = name, outcome
        self.micros = seconds / outcome.count * 1e6

    def line(self) -> str:
        seen = self.outcome
        good = "" if set(seen.statuses) <= {200, 201} else f"  answers {seen.statuses}"
        return (
            f"{self.name:<44} {self.micros:8.0f} us CPU  {seen.count / seen.wall:8.0f} rps"
            f"  p50 {seen.percentile(0.5):6.1f}  p95 {seen.percentile(0.95):6.1f} ms{good}"
        )


def measure(
    name: str, port: int, pids: tuple[int, ...], requests: Iterator[Request], connections: int = 8
) -> Figure:
    """Run a load and count the CPU of server and PostgreSQL."""
    before = cpu.seconds(*pids)
    outcome = asyncio.run(load.run(port, requests, connections=connections))
    figure = Figure(name, outcome, cpu.seconds(*pids) - before)
    print(figure.line(), flush=True)
    return figure


def hello(path: str, count: int) -> Iterator[Request]:
    return load.repeated(lambda _: http_request("GET", path), count)


def estimate(_: int) -> Request:
    facts = {key: ANSWERS[key] for key in ANSWERS if not key.startswith(("hardship", "third"))}
    body = json.dumps({"region": REGION, "facts": facts}).encode()
    return http_request("POST", "/api/v1/items/temporary-relief/estimate", body, JSON)


def sign_in(known: list[tuple[str, str]]) -> Iterator[Request]:
    for number, (phone, code) in enumerate(known):
        body = json.dumps({"phone": phone, "code": code}).encode()
        from_where = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        headers = {**JSON, "x-forwarded-for": from_where}
        yield http_request("POST", "/api/v1/sessions/sms", body, headers)


def submit(known: list[dict[str, str]]) -> Iterator[Request]:
    for draft in known:
        body = json.dumps({"signature": draft["name"], "consent_version": "2026-11"}).encode()
        headers = {
            **JSON,
            "authorization": f"Bearer {draft['token']}",
            "idempotency-key": ids.token(),
        }
        yield http_request("POST", f"/api/v1/cases/{draft['case_no']}/submit", body, headers)


def replayed(known: list[dict[str, str]]) -> Iterator[Request]:
    for draft in known:
        yield http_request("POST", f"/replay/{draft['case_no']}")


def texts(file: Path, case_no: str) -> list[str]:
    found = pickle.loads(file.read_bytes())
    sent = next([s[1] for s in e["statements"]] for e in found if e["case_no"] == case_no)
    # A savepoint is numbered by how many the connection has made before.
    return [re.sub(r"savepoint_[0-9a-f]+__", "savepoint__", sql) for sql in sent]


async def _made() -> tuple[list[dict[str, str]], list[tuple[str, str]], str]:
    await prepare()
    made = await drafts(DRAFTS), await codes(SIGN_INS), await clerk()
    await database.close()
    return made


async def _filled(total: int, mine: int) -> None:
    await database.connect(pool_size=2)
    await fill_queue(total, mine)
    await database.close()


def queue_figure(stage: Stage, name: str, token: str, total: int, mine: int) -> Figure:
    stage.clone(name, "bench_base")
    asyncio.run(_filled(total, mine))
    headers = {"authorization": f"Bearer {token}"}
    with served("app") as (port, pid):
        warm = load.repeated(lambda _: http_request("GET", "/api/v1/staff/queue", b"", headers), 50)
        asyncio.run(load.run(port, warm, connections=4))
        asked = load.repeated(
            lambda _: http_request("GET", "/api/v1/staff/queue", b"", headers), QUEUES
        )
        words = f"queue page, {mine:,} open of {total:,}"
        return measure(words, port, (pid, stage.postgres_pid), asked, 4)


def submits(stage: Stage, known: list[dict[str, str]]) -> tuple[Figure, Figure, bool]:
    """Ours, its own statements by asyncpg in a bare handler, and whether the lists agree."""
    first, again = (stage.folder / f"{n}.pickle" for n in ("first", "again"))
    stage.clone("bench_capture", "bench_base")
    with served("app", str(first)) as (port, _):
        asyncio.run(load.run(port, submit(known), connections=1))
    warm, counted, last = known[:40], known[40:-10], known[-10:]
    stage.clone("bench_submit", "bench_base")
    with served("app") as (port, pid):
        asyncio.run(load.run(port, submit(warm), connections=8))
        ours = measure("submit", port, (pid, stage.postgres_pid), submit(counted))
    with served("app", str(again)) as (port, _):
        asyncio.run(load.run(port, submit(last), connections=1))
    stage.clone("bench_replay", "bench_base")
    with served("replay", str(first)) as (port, pid):
        asyncio.run(load.run(port, replayed(warm), connections=8))
        raw = measure(
            "its own statements, bare handler", port, (pid, stage.postgres_pid), replayed(counted)
        )
    pairs = [(texts(first, d["case_no"]), texts(again, d["case_no"])) for d in last]
    same = all(before == after for before, after in pairs)
    print(f"statements of one submit: {len(pairs[0][0])}, lists agree: {same}")
    for before, after in pairs if not same else ():
        print("\n".join(difflib.unified_diff(before, after, "first", "again", n=0, lineterm="")))
    return ours, raw, same


def main() -> int:
    """Everything; non-zero when a bound does not hold."""
    with Stage() as stage:
        stage.use("bench_base")
        known, phones, token = asyncio.run(_made())
        with served("bare") as (port, pid):
            asyncio.run(load.run(port, hello("/hello", 1000), connections=8))
            bare = measure("hello, Sanic alone", port, (pid,), hello("/hello", HELLOS))
        stage.clone("bench_app", "bench_base")
        with served("app") as (port, pid):
            both = (pid, stage.postgres_pid)
            asyncio.run(load.run(port, hello("/api/hello", 1000), connections=8))
            ours = measure("hello, our middleware", port, both, hello("/api/hello", HELLOS))
            asyncio.run(load.run(port, load.repeated(estimate, 500), connections=8))
            judged = measure("estimate", port, both, load.repeated(estimate, ESTIMATES))
            measure("sign-in by SMS code", port, both, sign_in(phones))
        sent, raw, same = submits(stage, known)
        small = queue_figure(stage, "bench_small", token, 10_000, 500)
        large = queue_figure(stage, "bench_large", token, 1_000_000, 50_000)
    bounds = [
        ("estimate / hello behind the same middleware", judged.micros / ours.micros, 4.0),
        ("submit / its own statements raw", sent.micros / raw.micros, 2.5),
        ("queue 1,000,000 / queue 10,000", large.micros / small.micros, 1.3),
    ]
    print(f"\nour middleware costs {ours.micros - bare.micros:.0f} us a request")
    for name, ratio, most in bounds:
        print(f"{'ok  ' if ratio <= most else 'OVER'} {name:<48} {ratio:5.2f}  (at most {most})")
    return 0 if same and all(ratio <= most for _, ratio, most in bounds) else 1


if __name__ == "__main__":
    sys.exit(main())

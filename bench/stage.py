"""Everything a benchmark stands on: servers, databases, people with drafts, a full queue."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from server.core import config, database, ids, schema
from server.core.actors import SYSTEM, Actor, Role
from server.embedded import Postgres, Valkey
from server.embedded.process import free_port

ANSWERS = {
    "hardship.description": "住院",
    "expense.kind": "medical",
    "expense.own_payment": 6_000_000,
    "expense.other_aid": 2_200_000,
    "third_party.liability": "none",
    "cause.same_cause_aid": False,
    "residence.basis": "hukou",
    "household.size": 2,
    "household.classification": "none",
    "household.income_12m": 4_200_000,
    "household.property": 1_200_000,
}
REGION, OFFICE = "320699100201", "320699100"


class Stage:
    """Embedded servers with durable settings, in a folder that goes with the run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="onetrip-bench-"))
        self.postgres = Postgres(self.folder / "pg")
        self.valkey = Valkey(self.folder / "valkey")

    def __enter__(self) -> "Stage":
        self.postgres.start()
        self.valkey.start()
        os.environ.update(
            ONETRIP_ENV="test",
            ONETRIP_VAR_DIR=str(self.folder),
            ONETRIP_REDIS_URL=self.valkey.url,
            ONETRIP_SANDBOX_TOKEN="bench",
            ONETRIP_PROXIES="1",
            ONETRIP_LOG_LEVEL="WARNING",
        )
        asyncio.run(self._admin("CREATE DATABASE bench_base"))
        return self

    def __exit__(self, *_: object) -> None:
        self.valkey.stop()
        self.postgres.stop()
        subprocess.run(["rm", "-rf", str(self.folder)], check=False)

    async def _admin(self, sql: str) -> None:
        connection = await asyncpg.connect(self.postgres.url("postgres"))
        await connection.execute(sql)
        await connection.close()

    def use(self, name: str) -> None:
        """Point settings and children at a database."""
        os.environ["ONETRIP_DATABASE_URL"] = self.postgres.url(name)
        config.reload()

    def clone(self, name: str, of: str) -> None:
        """A copy of a database, pointed at."""
        sql = f'CREATE DATABASE "{name}" TEMPLATE "{of}" STRATEGY file_copy'
        asyncio.run(self._admin(sql))
        self.use(name)

    @property
    def postgres_pid(self) -> int:
        """The postmaster."""
        process = self.postgres.process
        return process.pid if process else 0


@contextmanager
def served(*arguments: str) -> Any:
    """A server process on a port of its own; gives (port, pid)."""
    port = free_port()
    command = [sys.executable, "-m", "bench.server", arguments[0], str(port), *arguments[1:]]
    # The order of a SELECT's columns hangs on it: two processes must write the same statements.
    process = subprocess.Popen(command, env={**os.environ, "PYTHONHASHSEED": "0"})
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    import socket

    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            time.sleep(0.2)
            return
    raise RuntimeError("the server did not start")


async def prepare() -> None:
    """Tables, files, caches."""
    from server import loading

    await database.connect(pool_size=4)
    await schema.migrate()
    await loading.load_files()


async def drafts(count: int) -> list[dict[str, str]]:
    """People with a finished draft each: case number, token, name."""
    from server.casework import cases
    from server.core import clock
    from server.registry import households, people, sessions
    from server.sandbox import population

    made = []
    town = population.build(7)
    adults = [p for p in town.by_id_no.values() if p.born_on.year < 2000]
    for person in adults[:count]:
        known = await people.identify(person.name, person.id_no)
        account = await people.account_for_phone(person.phone)
        await people.bind(account.id, known.id, by=SYSTEM)
        await households.store([(known.id, "本人")], as_of=clock.today(), source="declared")
        by = Actor(
            id=f"resident:{account.id}", role=Role.RESIDENT, account_id=account.id,
            person_id=known.id,
        )  # fmt: skip
        case = await cases.start("temporary-relief", REGION, by)
        await cases.save(case.case_no, ANSWERS, by)
        token, _ = await sessions.open_for_account(account.id, "bench")
        made.append({"case_no": case.case_no, "token": token, "name": person.name})
    return made


async def codes(count: int) -> list[tuple[str, str]]:
    """Phones with a sign-in code each."""
    from server.registry import sessions

    phones = [f"1500{number:07d}" for number in range(count)]
    return [(phone, await sessions.new_code(phone)) for phone in phones]


async def clerk() -> str:
    """A clerk's token."""
    from server.registry import sessions, staff

    staff_id, _ = await staff.add(
        f"bench{ids.digits(6)}", "张伟", "Bench-2026-abc", role=Role.CLERK, region_code=OFFICE,
        by=SYSTEM,
    )  # fmt: skip
    token, _ = await sessions.open_for_staff(staff_id, Role.CLERK, stage="full", device="bench")
    return token


_TOWNS = """
INSERT INTO regions (code, name, level, kind, parent_code, is_statutory, is_invented, aliases,
  pinyin, source, snapshot_on)
SELECT '3206993' || lpad(n::text, 2, '0'), '镇' || n, 4, 'town', '320699', false, true, '{}', 'zhen',
  'bench', '2026-01-01' FROM generate_series(1, 99) n ON CONFLICT DO NOTHING
"""
_CASES = """
INSERT INTO cases (id, case_no, item_code, item_version, lane, cause, account_id, applicant_id,
  household_id, applicant_name, applicant_pinyin, region_code, office_code, county_code, channel,
  stage, stage_at, created_at, saved_at, submitted_at, due_at, due_is_provisional)
SELECT gen_random_uuid(), 'B-' || n, 'temporary-relief', 1, 'expenditure', '', $1, $2, $3, '李秀英',
  'li xiu ying', '320699100201',
  CASE WHEN n % 100 = 0 OR n <= $5 THEN '320699100' ELSE '3206993' || lpad((n % 100)::text, 2, '0') END,
  '320699', 'h5',
  CASE WHEN n <= $5 THEN (ARRAY['submitted','checking','correction','publicity'])[1 + n % 4]
       ELSE 'refused' END,
  $6::timestamptz, $6::timestamptz - n * interval '1 minute', $6::timestamptz, $6::timestamptz,
  CASE WHEN n <= $5 THEN $6::timestamptz + (n % 30 - 3) * interval '1 day' END, false
FROM generate_series(1, $4) n
"""


async def fill_queue(total: int, mine: int) -> None:
    """So many cases over a hundred townships, so many of them open in the clerk's."""
    from server.core import clock

    await database.execute("SET statement_timeout = 0")
    row = await database.fetch_one(
        "SELECT account_id, applicant_id, household_id FROM cases LIMIT 1"
    )
    connection = await database.direct()
    await connection.execute(_TOWNS)
    await connection.execute(
        _CASES,
        row["account_id"],
        row["applicant_id"],
        row["household_id"],
        total,
        mine,
        clock.now(),
    )
    await connection.execute("VACUUM ANALYZE cases")
    await connection.close()

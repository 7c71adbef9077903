"""Questions by file: gathered, handed in, fetched days later; a file is kept whole or not at all.

A file is written once and kept sealed until it is answered, so that handing it in again after a
crash hands in the same bytes under the same number.
"""

import csv
import io
import logging
from datetime import datetime, timedelta
from typing import Any

from server.casework.checks.results import store_result
from server.connectors import (
    BATCHED_REGISTERS,
    Away,
    BatchBroken,
    BatchRefused,
    BatchResult,
    Pending,
    World,
)
from server.core import clock, database, ids
from server.core.privacy import decrypt, encrypt
from server.registry import people

log = logging.getLogger(__name__)

HEADER = ("query_no", "name", "id_no", "facts", "as_of", "consent_no", "consent_digest")
MOST_ROWS = 50_000
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
_SEALED = "register_batches.file"
_OUTCOMES = {"unknown_subject": "unknown_subject"}

_GATHER = """
SELECT q.query_no, q.person_id, q.facts, q.as_of, q.consent_no, c.digest
  FROM register_queries q LEFT JOIN consents c
    ON c.consent_no = q.consent_no AND c.withdrawn_at IS NULL
 WHERE q.state = 'waiting' AND q.register = $1 AND q.batch_no IS NULL AND q.due_at <= $2
 ORDER BY q.query_no LIMIT $3 FOR UPDATE OF q SKIP LOCKED
"""
_CLAIM = """
UPDATE register_batches SET locked_until = $1::timestamptz + $2::interval, locked_by = $3,
       attempts = attempts + 1
 WHERE batch_no IN (SELECT batch_no FROM register_batches
   WHERE state IN ('made', 'sent') AND due_at <= $4
     AND (locked_until IS NULL OR locked_until < $1)
   ORDER BY due_at LIMIT 5 FOR UPDATE SKIP LOCKED)
RETURNING batch_no, state, file_enc, attempts
"""


async def gather() -> int:
    """Write a file of whatever waits for a register that is asked by file; returns the rows."""
    gathered = 0
    for register in sorted(BATCHED_REGISTERS):
        async with database.transaction():
            rows = await database.fetch(_GATHER, register, clock.now(), MOST_ROWS)
            if rows:
                await _make(register, rows)
        gathered += len(rows)
    return gathered


async def _make(register: str, rows: list[dict[str, Any]]) -> None:
    batch_no = ids.public_no("B", 16)
    await database.execute(
        "INSERT INTO register_batches (batch_no, register, state, file_enc, created_at, due_at,"
        " attempts) VALUES ($1, $2, 'made', $3, $4, $4, 0)",
        batch_no,
        register,
        encrypt(await _file(rows), _SEALED),
        clock.now(),
    )
    await database.execute(
        "UPDATE register_queries SET state = 'asked', batch_no = $1 WHERE query_no = ANY($2)",
        batch_no,
        [row["query_no"] for row in rows],
    )


async def _file(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in rows:
        person = await people.of(row["person_id"])
        told = (row["consent_no"], row["digest"]) if row["digest"] else ("", "")
        facts = ";".join(row["facts"])
        as_of = row["as_of"].isoformat()
        writer.writerow((row["query_no"], person.name, person.id_no, facts, as_of, *told))
    return out.getvalue()


async def send_batches(world: World, worker: str) -> int:
    """Gather, hand in and fetch whatever is due; returns how much was done."""
    gathered = await gather()
    claimed = await database.fetch(_CLAIM, clock.real_now(), LEASE, worker, clock.now())
    for row in claimed:
        await _try(world, row, worker)
    return gathered + len(claimed)


async def _try(world: World, row: dict[str, Any], worker: str) -> None:
    batch_no = row["batch_no"]
    try:
        if row["state"] == "made":
            content = decrypt(bytes(row["file_enc"]), _SEALED).encode()
            answer: BatchResult | Pending = await world.registers.put_batch(batch_no, content)
        else:
            answer = await world.registers.look_at_batch(batch_no)
        if isinstance(answer, Pending):
            await _until(batch_no, worker, answer.ready_by)
        else:
            await _keep(batch_no, worker, answer)
    except BatchRefused as refused:
        await _refused(row, worker, refused)
    except Away as away:
        await _later(row, worker, away)


async def _until(batch_no: str, worker: str, ready_by: datetime) -> None:
    await database.execute(
        "UPDATE register_batches SET state = 'sent', due_at = $3, attempts = 0, last_error = NULL,"
        " locked_by = NULL, locked_until = NULL WHERE batch_no = $1 AND locked_by = $2",
        batch_no,
        worker,
        ready_by,
    )
    await database.execute(
        "UPDATE register_queries SET ready_by = $2 WHERE batch_no = $1 AND state = 'asked'",
        batch_no,
        ready_by,
    )


async def _keep(batch_no: str, worker: str, told: BatchResult) -> None:
    """Store both files, each question once. Raises BatchBroken when one of them is not told of."""
    rows = await database.fetch(
        "SELECT query_no, state FROM register_queries WHERE batch_no = $1", batch_no
    )
    numbers = {row["query_no"] for row in rows}
    if {*told.errors, *(result.query_no for result in told.results)} != numbers:
        raise BatchBroken(system="registers")
    for result in told.results:
        await store_result(result)
    async with database.transaction():
        for query_no, why in told.errors.items():
            await _settle(query_no, _OUTCOMES.get(why, "refused"), why)
        await _end(batch_no, worker, "done", None)


async def _settle(query_no: str, state: str, why: str) -> None:
    await database.execute(
        "UPDATE register_queries SET state = $2, last_error = $3, answered_at = $4"
        " WHERE query_no = $1 AND state = 'asked'",
        query_no,
        state,
        why,
        clock.now(),
    )


async def _end(batch_no: str, worker: str, state: str, why: str | None) -> None:
    await database.execute(
        "UPDATE register_batches SET state = $3, last_error = $4, done_at = $5, file_enc = NULL,"
        " locked_by = NULL, locked_until = NULL WHERE batch_no = $1 AND locked_by = $2",
        batch_no,
        worker,
        state,
        why,
        clock.now(),
    )


async def _refused(row: dict[str, Any], worker: str, refused: BatchRefused) -> None:
    """Refused whole: the named line is settled, all others go into the next file."""
    batch_no, line = row["batch_no"], int(str(refused.details.get("line") or 0))
    why = str(refused.details.get("why") or "refused")
    log.warning("a batch was refused at line %s: %s", line, why)
    content = decrypt(bytes(row["file_enc"]), _SEALED).splitlines()
    named = content[line - 1].split(",", 1)[0] if 1 < line <= len(content) else ""
    async with database.transaction():
        await _settle(named, "refused", why)
        await database.execute(
            # A file that is refused without a line is not made again at once.
            "UPDATE register_queries SET state = 'waiting', batch_no = NULL, due_at = $2"
            " WHERE batch_no = $1 AND state = 'asked'",
            batch_no,
            clock.now() + (timedelta() if named else LONGEST_WAIT),
        )
        await _end(batch_no, worker, "refused", why)


async def _later(row: dict[str, Any], worker: str, away: Away) -> None:
    told = away.details.get("retry_after")
    growing = min(LONGEST_WAIT, timedelta(seconds=2 ** min(int(row["attempts"]), 12)))
    await database.execute(
        "UPDATE register_batches SET due_at = $3, last_error = $4, locked_by = NULL,"
        " locked_until = NULL WHERE batch_no = $1 AND locked_by = $2",
        row["batch_no"],
        worker,
        clock.now() + (timedelta(seconds=int(str(told))) if told else growing),
        away.code,
    )

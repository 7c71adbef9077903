"""Asking registers one question at a time: claim, commit, call, complete under the lease."""

from datetime import timedelta
from typing import Any

from server.casework.checks.results import store_result
from server.connectors import (
    BATCHED_REGISTERS,
    Away,
    ConsentRefused,
    Pending,
    RegisterQuery,
    UnknownSubject,
    World,
)
from server.core import clock, database
from server.registry import people

LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = timedelta(days=10)
LONGEST_WAIT = timedelta(hours=1)

_CLAIM = """
UPDATE register_queries SET locked_until = $1::timestamptz + $2::interval, locked_by = $3,
       attempts = attempts + 1
 WHERE query_no IN (SELECT query_no FROM register_queries
   WHERE state IN ('waiting', 'asked') AND due_at <= $4 AND register <> ALL($6::text[])
     AND (locked_until IS NULL OR locked_until < $1)
   ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED)
RETURNING query_no, case_no, person_id, register, purpose, facts, consent_no, state, as_of, attempts
"""


async def ask_due(world: World, worker: str, *, batch: int = 10) -> int:
    """Ask or look again for whatever is due; returns how many questions were tried."""
    claimed = await database.fetch(
        _CLAIM, clock.real_now(), LEASE, worker, clock.now(), batch, list(BATCHED_REGISTERS)
    )
    for row in claimed:
        await _try(world, row, worker)
    return len(claimed)


async def _try(world: World, row: dict[str, Any], worker: str) -> None:
    try:
        if row["state"] == "asked":
            answer = await world.registers.poll(row["query_no"])
        else:
            answer = await world.registers.ask(await _question(row))
    except ConsentRefused:
        await _settle(row, worker, "refused", "consent_refused")
    except UnknownSubject:
        await _settle(row, worker, "unknown_subject", "unknown_subject")
    except Away as away:
        await _later(row, worker, away)
    else:
        if isinstance(answer, Pending):
            await _wait(row, worker, answer)
        else:
            await store_result(answer)


async def _question(row: dict[str, Any]) -> RegisterQuery:
    person = await people.of(row["person_id"])
    return RegisterQuery(
        query_no=row["query_no"],
        register=row["register"],
        purpose=row["purpose"],
        case_no=row["case_no"] or "",
        name=person.name,
        id_no=person.id_no,
        facts=tuple(row["facts"]),
        as_of=row["as_of"],
        consent=await _consent(row["consent_no"]),
    )


async def _consent(consent_no: str | None) -> dict[str, str] | None:
    row = await database.fetch_one(
        "SELECT digest, signed_at, expires_at FROM consents"
        " WHERE consent_no = $1 AND withdrawn_at IS NULL",
        consent_no,
    )
    if row is None or consent_no is None:
        return None
    return {
        "no": consent_no,
        "digest": row["digest"],
        "signed_at": row["signed_at"].isoformat(),
        "expires_at": row["expires_at"].isoformat(),
    }


async def _settle(row: dict[str, Any], worker: str, state: str, why: str) -> None:
    await database.execute(
        "UPDATE register_queries SET state = $3, last_error = $4, answered_at = $5,"
        " locked_by = NULL, locked_until = NULL WHERE query_no = $1 AND locked_by = $2",
        row["query_no"],
        worker,
        state,
        why,
        clock.now(),
    )


async def _later(row: dict[str, Any], worker: str, away: Away) -> None:
    told = away.details.get("retry_after")
    growing = min(LONGEST_WAIT, timedelta(seconds=2 ** min(int(row["attempts"]), 12)))
    wait = timedelta(seconds=int(str(told))) if told else growing
    await database.execute(
        "UPDATE register_queries SET due_at = $3, last_error = $4, locked_by = NULL,"
        " locked_until = NULL WHERE query_no = $1 AND locked_by = $2",
        row["query_no"],
        worker,
        clock.now() + wait,
        away.code,
    )


async def _wait(row: dict[str, Any], worker: str, pending: Pending) -> None:
    await database.execute(
        "UPDATE register_queries SET state = 'asked', ready_by = $3, due_at = $3,"
        " last_error = NULL, locked_by = NULL, locked_until = NULL"
        " WHERE query_no = $1 AND locked_by = $2",
        row["query_no"],
        worker,
        pending.ready_by,
    )


async def give_up_late() -> int:
    """Stop waiting for answers that never came; the gap stays visible and blocks nothing."""
    rows = await database.fetch(
        "UPDATE register_queries SET state = 'given_up', last_error = 'no answer in time'"
        " WHERE state IN ('waiting', 'asked') AND created_at < $1 RETURNING query_no",
        clock.now() - GIVE_UP_AFTER,
    )
    return len(rows)

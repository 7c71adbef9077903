"""Expanding events into one job a reaction, and running jobs under a lease.

A job's effect and its completion share one transaction, fenced by the lease holder's name, so a
killed worker's half-done reaction leaves no trace and another's late one is rolled back.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.core import clock, database
from server.core.events import Event, decode

Reaction = Callable[[Any], Awaitable[object]]
Reactions = Mapping[str, Sequence[tuple[str, Reaction]]]

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(minutes=10)

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker took the job over; our effect must not stand."""


@dataclass(frozen=True)
class Stuck:
    """A job that failed too often and waits for a person."""

    job_id: int
    event: str
    reaction: str
    subject: str
    attempts: int
    last_error: str


async def expand(reactions: Reactions, *, batch: int = 100) -> int:
    """Turn new events into jobs; returns how many events were taken."""
    async with database.transaction():
        events = await database.fetch(
            "SELECT id, event, subject FROM outbox_events WHERE expanded_at IS NULL"
            " ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED",
            batch,
        )
        for row in events:
            names = [name for name, _ in reactions.get(row["event"], ())]
            await database.execute(
                "INSERT INTO outbox_jobs (event_id, reaction, subject, state, attempts, due_at)"
                " SELECT $1, unnest($2::text[]), $3, 'waiting', 0, $4 ON CONFLICT DO NOTHING",
                row["id"],
                names,
                row["subject"],
                clock.real_now(),
            )
        await database.execute(
            "UPDATE outbox_events SET expanded_at = $2 WHERE id = ANY($1::bigint[])",
            [row["id"] for row in events],
            clock.real_now(),
        )
    return len(events)


_CLAIM = """
UPDATE outbox_jobs SET locked_until = $1::timestamptz + $2::interval, locked_by = $3,
       attempts = attempts + 1
 WHERE id IN (
   SELECT job.id FROM outbox_jobs job
    WHERE job.state = 'waiting' AND job.due_at <= $1
      AND (job.locked_until IS NULL OR job.locked_until < $1)
      AND NOT EXISTS (SELECT 1 FROM outbox_jobs earlier
        WHERE earlier.subject = job.subject AND earlier.event_id < job.event_id
          AND earlier.state <> 'done')
      AND NOT EXISTS (SELECT 1 FROM outbox_events unread
        WHERE unread.subject = job.subject AND unread.id < job.event_id
          AND unread.expanded_at IS NULL)
    ORDER BY job.due_at, job.id LIMIT $4 FOR UPDATE OF job SKIP LOCKED)
RETURNING id, event_id, reaction, attempts
"""


async def deliver(reactions: Reactions, *, worker: str, batch: int = 20) -> int:
    """Claim and run due jobs; returns how many were tried."""
    claimed = await database.fetch(_CLAIM, clock.real_now(), LEASE, worker, batch)
    for row in sorted(claimed, key=lambda job: int(job["id"])):
        await _run(row, reactions, worker)
    return len(claimed)


async def _run(row: dict[str, Any], reactions: Reactions, worker: str) -> None:
    try:
        async with database.transaction():
            event, reaction = await _load(row, reactions)
            await reaction(event)
            await _complete(row["id"], worker)
    except LeaseLost:
        log.info("job %s was taken over", row["id"])
    except Exception as failure:  # noqa: BLE001 - the edge: any failure is kept and tried again
        await _postpone(row, worker, failure)


async def _load(row: dict[str, Any], reactions: Reactions) -> tuple[Event, Reaction]:
    stored = await database.fetch_one(
        "SELECT event, payload::text AS payload FROM outbox_events WHERE id = $1", row["event_id"]
    )
    if stored is None:
        raise LookupError(f"event {row['event_id']} is gone")
    event = decode(stored["event"], stored["payload"])
    return event, dict(reactions[stored["event"]])[row["reaction"]]


async def _complete(job_id: int, worker: str) -> None:
    done = await database.fetch(
        "UPDATE outbox_jobs SET state = 'done', done_at = $3, last_error = NULL, locked_by = NULL,"
        " locked_until = NULL WHERE id = $1 AND locked_by = $2 AND state = 'waiting' RETURNING id",
        job_id,
        worker,
        clock.real_now(),
    )
    if not done:
        raise LeaseLost


async def _postpone(row: dict[str, Any], worker: str, failure: Exception) -> None:
    attempts = int(row["attempts"])
    state = "stuck" if attempts >= MOST_ATTEMPTS else "waiting"
    wait = min(LONGEST_WAIT, timedelta(seconds=0.5 * 2**attempts))
    level = logging.ERROR if state == "stuck" else logging.WARNING
    log.log(level, "job %s (%s) failed: %s", row["id"], row["reaction"], type(failure).__name__)
    await database.execute(
        "UPDATE outbox_jobs SET state = $3, due_at = $4, last_error = $5, locked_by = NULL,"
        " locked_until = NULL WHERE id = $1 AND locked_by = $2",
        row["id"],
        worker,
        state,
        clock.real_now() + wait,
        type(failure).__name__,
    )


async def stuck() -> list[Stuck]:
    """Jobs that wait for a person, oldest first."""
    rows = await database.fetch(
        "SELECT job.id AS job_id, event, reaction, job.subject, attempts,"
        " coalesce(last_error, '') AS last_error FROM outbox_jobs job"
        " JOIN outbox_events told ON told.id = job.event_id WHERE state = 'stuck' ORDER BY job.id"
    )
    return [Stuck(**row) for row in rows]


async def replay(job_id: int) -> None:
    """Let a stuck job run again."""
    await database.execute(
        "UPDATE outbox_jobs SET state = 'waiting', attempts = 0, due_at = $2"
        " WHERE id = $1 AND state = 'stuck'",
        job_id,
        clock.real_now(),
    )

"""One act on many cases: each is checked in its own right, each refusal is kept by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from server.casework import cases
from server.casework.desk import queue
from server.casework.desk.access import seen
from server.casework.desk.service import assign, claim, release
from server.casework.desk.views import QueueFilter
from server.core import clock, database
from server.core.actors import Actor
from server.core.errors import Invalid, NotFound, Refusal
from server.registry import audit

MOST = 500


class BatchInvalid(Invalid):
    """Nothing was chosen, more than five hundred were, or there is no such act."""

    code = "desk.batch_invalid"


class BatchUnknown(NotFound):
    """There is no such batch, or it is somebody else's."""

    code = "desk.batch_unknown"


class Outcome(msgspec.Struct, frozen=True):
    """What became of one case; `refused` is the code of the refusal, empty when it was done."""

    case_no: str
    refused: str = ""


@dataclass(frozen=True)
class Batch:
    """One act on many cases and what became of each."""

    id: UUID
    act: str
    asked_at: datetime
    is_done: bool
    outcomes: tuple[Outcome, ...]


async def _accept(case_no: str, by: Actor) -> None:
    await seen(case_no, by)
    await cases.accept(case_no, by)


BATCH_ACTS: dict[str, Callable[[str, Actor], Awaitable[None]]] = {
    "claim": claim,
    "release": release,
    "accept": _accept,
}
ASSIGN = "assign"


async def run_batch(
    batch_id: UUID, act: str, case_nos: Sequence[str], by: Actor, *, to: UUID | None = None
) -> Batch:
    """Do one act on up to 500 cases, each in a transaction of its own.

    The id is the asker's: the same batch sent twice is done once. Raises BatchInvalid.
    """
    chosen = list(dict.fromkeys(case_nos))
    known = act in BATCH_ACTS or (act == ASSIGN and to is not None)
    if not chosen or len(chosen) > MOST or not known:
        raise BatchInvalid(fields={"case": "field.missing"})
    if not await _begin(batch_id, act, len(chosen), by):
        return await batch_of(batch_id, by)
    outcomes = [Outcome(case_no, await _one(act, case_no, by, to)) for case_no in chosen]
    await database.execute(
        "UPDATE desk_batches SET outcomes = $2, done_at = $3 WHERE id = $1",
        batch_id,
        msgspec.json.encode(outcomes).decode(),
        clock.now(),
    )
    return await batch_of(batch_id, by)


async def _begin(batch_id: UUID, act: str, count: int, by: Actor) -> bool:
    async with database.transaction():
        fresh = await database.fetch(
            "INSERT INTO desk_batches (id, staff_id, act, asked_at, outcomes)"
            " VALUES ($1, $2, $3, $4, '[]') ON CONFLICT DO NOTHING RETURNING id",
            batch_id,
            by.staff_id,
            act,
            clock.now(),
        )
        if fresh:
            detail: dict[str, object] = {"act": act, "cases": count}
            await audit.record(by, "batch", f"batch:{batch_id}", detail=detail)
    return bool(fresh)


async def _one(act: str, case_no: str, by: Actor, to: UUID | None) -> str:
    try:
        if to is not None and act == ASSIGN:
            await assign(case_no, to, by)
        else:
            await BATCH_ACTS[act](case_no, by)
    except Refusal as refused:
        return refused.code
    return ""


async def chosen_by(by: Actor, wanted: QueueFilter) -> list[str]:
    """The case numbers of a whole filter, the most urgent first, 500 at most."""
    return [row.case_no for row in await queue.rows(by, wanted, most=MOST)]


async def batch_of(batch_id: UUID, by: Actor) -> Batch:
    """One's batch and what became of each case. Raises BatchUnknown."""
    row = await database.fetch_one(
        "SELECT id, act, asked_at, done_at, outcomes FROM desk_batches"
        " WHERE id = $1 AND staff_id = $2",
        batch_id,
        by.staff_id,
    )
    if row is None:
        raise BatchUnknown
    outcomes = msgspec.json.decode(row["outcomes"], type=tuple[Outcome, ...])
    return Batch(row["id"], row["act"], row["asked_at"], row["done_at"] is not None, outcomes)

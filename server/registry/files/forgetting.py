"""Erasing a case's files: the rows in the caller's transaction, the bytes soon after."""

from server.connectors import Away, Storage
from server.core import clock, database
from server.core.actors import Actor
from server.registry import audit

_BATCH = 50


async def forget_case(case_no: str, *, reason: str, by: Actor) -> int:
    """Erase every file of a case; that they were there stays known, their names do not."""
    rows = await database.fetch(
        "UPDATE files SET erased_at = $2, name = 'erased' WHERE case_no = $1 AND erased_at IS NULL"
        " RETURNING id, storage_key",
        case_no,
        clock.now(),
    )
    for row in rows:
        told: dict[str, object] = {"file": str(row["id"])}
        await audit.record(by, "erase-file", f"case:{case_no}", reason=reason, detail=told)
        await database.execute(
            "INSERT INTO storage_erasures (storage_key, asked_at) VALUES ($1, $2)"
            " ON CONFLICT DO NOTHING",
            row["storage_key"],
            clock.real_now(),
        )
    return len(rows)


async def erase_waiting(storage: Storage) -> int:
    """Erase bytes whose row is gone; what storage does not take now waits for the next time."""
    rows = await database.fetch(
        "SELECT storage_key FROM storage_erasures ORDER BY asked_at LIMIT $1", _BATCH
    )
    erased = []
    for row in rows:
        try:
            await storage.erase(row["storage_key"])
        except Away:
            break
        erased.append(row["storage_key"])
    await database.execute(
        "DELETE FROM storage_erasures WHERE storage_key = ANY($1::text[])", erased
    )
    return len(erased)

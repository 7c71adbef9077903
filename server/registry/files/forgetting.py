"""Erasing files: the rows in the caller's transaction, the bytes soon after by whoever works."""

from typing import Any
from uuid import UUID

from server.connectors import Away, Storage
from server.core import clock, database
from server.core.actors import Actor
from server.registry import audit
from server.registry.files.service import FileUnknown
from server.registry.files.thumbnails import small_key

_BATCH = 50


async def erase(file_id: UUID, *, reason: str, by: Actor) -> None:
    """Remove a file for good; that it was there stays known. Raises FileUnknown."""
    async with database.transaction():
        row = await database.fetch_one(
            "UPDATE files SET erased_at = $2 WHERE id = $1 AND erased_at IS NULL"
            " RETURNING id, case_no, storage_key, media_type",
            file_id,
            clock.now(),
        )
        if row is None:
            raise FileUnknown
        await _let_go(row, reason, by)


async def forget_case(case_no: str, *, reason: str, by: Actor) -> int:
    """Erase every file of a case; that they were there stays known, their names do not."""
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE files SET erased_at = $2, name = 'erased'"
            " WHERE case_no = $1 AND erased_at IS NULL"
            " RETURNING id, case_no, storage_key, media_type",
            case_no,
            clock.now(),
        )
        for row in rows:
            await _let_go(row, reason, by)
    return len(rows)


async def _let_go(row: dict[str, Any], reason: str, by: Actor) -> None:
    told: dict[str, object] = {"file": str(row["id"])}
    await audit.record(by, "erase-file", f"case:{row['case_no']}", reason=reason, detail=told)
    is_picture = row["media_type"].startswith("image/")
    smaller = [small_key(row["storage_key"])] if is_picture else []
    await database.execute(
        "INSERT INTO storage_erasures (erased_key, asked_at)"
        " SELECT key, $2 FROM unnest($1::text[]) AS key ON CONFLICT DO NOTHING",
        [row["storage_key"], *smaller],
        clock.real_now(),
    )


async def erase_waiting(storage: Storage) -> int:
    """Erase bytes whose row is gone; what storage does not take now waits for the next time."""
    rows = await database.fetch(
        "SELECT erased_key FROM storage_erasures ORDER BY asked_at LIMIT $1", _BATCH
    )
    erased = []
    for row in rows:
        try:
            await storage.erase(row["erased_key"])
        except Away:
            break
        erased.append(row["erased_key"])
    await database.execute(
        "DELETE FROM storage_erasures WHERE erased_key = ANY($1::text[])", erased
    )
    return len(erased)

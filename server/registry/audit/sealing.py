"""Sealing: one leader gives unsealed rows their place in the chain, and writes checkpoints."""

import os
from pathlib import Path

import msgspec

from server.core import clock, database
from server.core.config import settings
from server.core.privacy import ring
from server.registry.audit.chain import CONTENT, GENESIS, digest

_LOCK = 0xA0D17
_COLUMNS = ", ".join(CONTENT)


def checkpoint_file() -> Path:
    """Where checkpoints go: outside the database, so that cutting the chain's end shows."""
    return settings().var / "audit" / "checkpoints.jsonl"


async def seal_once(*, batch: int = 500) -> int:
    """Seal the oldest unsealed rows; 0 when there are none or another process is sealing."""
    async with database.transaction():
        leader = await database.fetch_one("SELECT pg_try_advisory_xact_lock($1) AS won", _LOCK)
        if not leader or not leader["won"]:
            return 0
        rows = await database.fetch(
            f"SELECT {_COLUMNS} FROM audit_rows WHERE sequence IS NULL ORDER BY id LIMIT $1", batch
        )
        if not rows:
            return 0
        sequence, previous = await _tip()
        key_id, key = ring().newest("audit")
        sealed = []
        for row in rows:
            sequence += 1
            current = digest(row, sequence=sequence, previous=previous, key=key)
            sealed.append((row["id"], sequence, previous, current))
            previous = current
        await _store(sealed, key_id)
    _checkpoint(sequence, previous, key_id)
    return len(rows)


async def _tip() -> tuple[int, bytes]:
    last = await database.fetch_one(
        "SELECT sequence, digest FROM audit_rows WHERE sequence IS NOT NULL"
        " ORDER BY sequence DESC LIMIT 1"
    )
    return (last["sequence"], bytes(last["digest"])) if last else (0, GENESIS)


async def _store(sealed: list[tuple[int, int, bytes, bytes]], key_id: str) -> None:
    ids, sequences, previous, digests = zip(*sealed, strict=True)
    await database.execute(
        "UPDATE audit_rows SET sequence = sealed.sequence, previous = sealed.previous,"
        " digest = sealed.digest, key_id = $5"
        " FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[])"
        " AS sealed (id, sequence, previous, digest) WHERE audit_rows.id = sealed.id",
        list(ids),
        list(sequences),
        list(previous),
        list(digests),
        key_id,
    )


def _checkpoint(sequence: int, tip: bytes, key_id: str) -> None:
    path = checkpoint_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = msgspec.json.encode(
        {"sequence": sequence, "digest": tip.hex(), "key": key_id, "at": clock.real_now()}
    )
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line + b"\n")
    finally:
        os.close(handle)

"""Verifying: walk the chain and the checkpoints, and name the first thing that does not hold."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from server.core import clock, database
from server.core.privacy import MissingKeys, ring
from server.registry.audit.chain import CONTENT, GENESIS, digest
from server.registry.audit.sealing import checkpoint_file

UNSEALED_FOR = timedelta(seconds=60)
_PAGE = 2000


@dataclass(frozen=True)
class Report:
    """What the walk found; `problems` is empty when all holds."""

    rows: int
    problems: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """Whether nothing was changed, removed or left unsealed."""
        return not self.problems


async def verify() -> Report:
    """Check every sealed row, every checkpoint, and that nothing waits unsealed for a minute."""
    checkpoints = _checkpoints()
    problems: list[str] = []
    sequence, previous = 0, GENESIS
    while page := await _page(sequence):
        for row in page:
            problem = _check(row, sequence + 1, previous)
            if problem:
                problems.append(problem)
                return Report(sequence, tuple(problems))
            sequence, previous = row["sequence"], bytes(row["digest"])
            if checkpoints.pop(sequence, previous.hex()) != previous.hex():
                problems.append(f"row {sequence} differs from its checkpoint")
    problems += [f"checkpoint {number} has no row" for number in sorted(checkpoints)[:1]]
    problems += await _unsealed()
    return Report(sequence, tuple(problems))


async def _page(after: int) -> list[dict[str, Any]]:
    columns = ", ".join((*CONTENT, "sequence", "previous", "digest", "key_id"))
    return await database.fetch(
        f"SELECT {columns} FROM audit_rows WHERE sequence > $1 ORDER BY sequence LIMIT $2",
        after,
        _PAGE,
    )


def _check(row: dict[str, Any], expected: int, previous: bytes) -> str:
    if row["sequence"] != expected:
        return f"rows {expected} to {row['sequence'] - 1} are gone"
    if bytes(row["previous"]) != previous:
        return f"row {expected} does not follow the one before it"
    try:
        key = ring().named("audit", row["key_id"])
    except MissingKeys:
        return f"row {expected} is sealed under a key that is not here: {row['key_id']}"
    if digest(row, sequence=expected, previous=previous, key=key) != bytes(row["digest"]):
        return f"row {expected} was changed"
    return ""


def _checkpoints() -> dict[int, str]:
    path = checkpoint_file()
    lines = path.read_bytes().splitlines() if path.exists() else []
    known = [msgspec.json.decode(line, type=dict[str, Any]) for line in lines if line]
    return {entry["sequence"]: entry["digest"] for entry in known}


async def _unsealed() -> list[str]:
    row = await database.fetch_one(
        "SELECT min(written_at) AS oldest FROM audit_rows WHERE sequence IS NULL"
    )
    oldest = row["oldest"] if row else None
    if oldest and clock.real_now() - oldest > UNSEALED_FOR:
        return [f"rows wait unsealed since {oldest.isoformat()}"]
    return []

"""Making a backup beside a running system: one snapshot for the dump, the counts and the files."""

import asyncio
from datetime import datetime
from pathlib import Path

import asyncpg

from server.backup import manifest, sums, tools
from server.backup.manifest import Manifest
from server.connectors import Away, Storage
from server.core import clock, database
from server.core.privacy import ring, sm3
from server.registry import audit

_AT_ONCE = 4


class FilesMissing(RuntimeError):
    """Storage does not give a file that the database still counts on."""


async def save(target: Path, *, url: str, storage: Storage) -> Path:
    """Make a backup in a new folder under `target`, and return it; a broken one is not left.

    Raises ToolFailed, FilesMissing, OSError.
    """
    now = clock.real_now()
    folder = target / f"onetrip-{now:%Y%m%dT%H%M%SZ}"
    making = folder.with_suffix(".part")
    await asyncio.to_thread(_make, making)
    connection = await database.direct(url)
    try:
        made = await _fill(making, connection, now, url=url, storage=storage)
    finally:
        await connection.close()
    manifest.write(made, making)
    making.rename(folder)
    return folder


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    (folder / manifest.FILES).mkdir(mode=0o700)


async def _fill(
    folder: Path, connection: asyncpg.Connection, now: datetime, *, url: str, storage: Storage
) -> Manifest:
    await sums.prepare(connection)
    # Before the snapshot: every checkpoint then stands for rows that the snapshot holds.
    checkpoints = _copy_checkpoints(folder)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        # Sequences know no snapshot: read first, the dump can only be further on.
        sequences = await sums.sequences(connection)
        major = connection.get_server_version().major
        arguments = (f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges")
        into = f"--file={folder / manifest.DUMP}"
        await asyncio.to_thread(tools.run, "pg_dump", major, url, *arguments, into)
        tables = await sums.tables(connection)
        migrations = await connection.fetch("SELECT name FROM tortoise_migrations ORDER BY name")
        keys = await sums.stored_keys(connection)
    return Manifest(
        format=manifest.FORMAT,
        made_at=now.isoformat(),
        server_version=str(major),
        migrations=[row["name"] for row in migrations],
        tables=tables,
        sequences=sequences,
        files=await _copy_files(folder / manifest.FILES, keys, connection, storage),
        keys=manifest.key_checks(ring()),
        dump_digest=manifest.digest_of(folder / manifest.DUMP),
        checkpoints_digest=checkpoints,
    )


def _copy_checkpoints(folder: Path) -> str:
    source, copy = audit.checkpoint_file(), folder / manifest.CHECKPOINTS
    if source.exists():
        copy.touch(mode=0o600)
        copy.write_bytes(source.read_bytes())
    return manifest.digest_of(copy)


async def _copy_files(
    folder: Path, keys: set[str], connection: asyncpg.Connection, storage: Storage
) -> dict[str, str]:
    """Copy each file; one that was lawfully erased meanwhile is left out."""
    limit = asyncio.Semaphore(_AT_ONCE)
    digests: dict[str, str] = {}
    gone: list[str] = []

    async def copy(key: str) -> None:
        async with limit:
            try:
                content = await storage.read(key)
            except Away:
                gone.append(key)
                return
            await asyncio.to_thread((folder / key).write_bytes, content)
            digests[key] = sm3(content).hex()

    await asyncio.gather(*(copy(key) for key in sorted(keys)))
    lost = sorted(set(gone) & await sums.stored_keys(connection))
    if lost:
        raise FilesMissing(f"{len(lost)} files cannot be read, the first is {lost[0]}")
    return digests

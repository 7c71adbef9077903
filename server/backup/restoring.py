"""Restoring into an empty database, and proving that what is there is what was saved."""

import asyncio
from pathlib import Path

import asyncpg
import msgspec

from server.backup import manifest, sums, tools
from server.backup.manifest import BackupDamaged, Manifest
from server.connectors import Away, Storage
from server.core import clock, database
from server.core.config import settings
from server.core.privacy import sm3
from server.registry import audit

REPORT = "restore-report.json"


class NotEmpty(RuntimeError):
    """The database already holds tables: restoring never writes over anything."""


class Report(msgspec.Struct, frozen=True):
    """What was restored, and everything that does not hold; no problems means all does."""

    backup: str
    at: str
    seconds: float
    tables: int
    rows: int
    files: int
    audit_rows: int
    problems: list[str]


async def restore(folder: Path, *, url: str, storage: Storage) -> Report:
    """Bring a backup back and verify it; the report is also kept beside the running state.

    Raises BackupDamaged, WrongKeys, NotEmpty, ToolFailed.
    """
    began = clock.monotonic()
    saved = await asyncio.to_thread(manifest.read, folder)
    connection = await database.direct(url)
    try:
        await _check_empty(connection)
        major = connection.get_server_version().major
        arguments = ("--exit-on-error", "--no-owner", "--no-privileges", "--jobs=2")
        dump = str(folder / manifest.DUMP)
        await asyncio.to_thread(tools.run, "pg_restore", major, url, *arguments, dump)
        await _put_files(folder / manifest.FILES, saved, storage)
        _put_checkpoints(folder)
        problems = await _differences(connection, saved, storage)
    finally:
        await connection.close()
    walked = await _walk_audit(url)
    report = Report(
        backup=folder.name,
        at=clock.real_now().isoformat(),
        seconds=round(clock.monotonic() - began, 1),
        tables=len(saved.tables),
        rows=sum(table.rows for table in saved.tables.values()),
        files=len(saved.files),
        audit_rows=walked.rows,
        problems=[*problems, *walked.problems],
    )
    (settings().var / REPORT).write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    return report


async def _check_empty(connection: asyncpg.Connection) -> None:
    await sums.prepare(connection)
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    if tables:
        raise NotEmpty(f"the database holds {tables} tables; restore into an empty one")


async def _put_files(source: Path, saved: Manifest, storage: Storage) -> None:
    for key, digest in saved.files.items():
        try:
            content = await asyncio.to_thread((source / key).read_bytes)
        except OSError as gone:
            raise BackupDamaged(f"file {key} is not in the backup") from gone
        if sm3(content).hex() != digest:
            raise BackupDamaged(f"file {key} is not what the manifest says")
        await storage.put(key, content)


def _put_checkpoints(folder: Path) -> None:
    """The backup's checkpoints; this machine's own are kept aside, they may tell of later rows."""
    target, saved = audit.checkpoint_file(), folder / manifest.CHECKPOINTS
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists():
        target.rename(target.with_suffix(f".before-{clock.real_now():%Y%m%dT%H%M%SZ}.jsonl"))
    if saved.exists():
        target.touch(mode=0o600)
        target.write_bytes(saved.read_bytes())


async def _differences(
    connection: asyncpg.Connection, saved: Manifest, storage: Storage
) -> list[str]:
    tables, sequences = await sums.tables(connection), await sums.sequences(connection)
    problems = [
        f"table {name}: {tables.get(name)} instead of {wanted}"
        for name, wanted in saved.tables.items()
        if tables.get(name) != wanted
    ]
    problems += [
        f"sequence {name} stands at {sequences.get(name)}, below {wanted}"
        for name, wanted in saved.sequences.items()
        if sequences.get(name, 0) < wanted
    ]
    for key, digest in saved.files.items():
        try:
            is_same = sm3(await storage.read(key)).hex() == digest
        except Away:
            is_same = False
        if not is_same:
            problems.append(f"file {key} is not in storage as it was saved")
    return problems


async def _walk_audit(url: str) -> audit.Report:
    await database.connect(url, pool_size=2)
    try:
        # Rows written just before the snapshot were not sealed yet.
        while await audit.seal_once():
            pass
        return await audit.verify()
    finally:
        await database.close()

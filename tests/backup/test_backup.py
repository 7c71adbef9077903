"""A backup holds everything but the keys, and comes back only where it belongs."""

import asyncio
import json
import os

import asyncpg
import pytest

from server import backup
from server.connectors import Away
from server.connectors.storage import FileStorage
from server.core import config, database, privacy
from server.core.actors import SYSTEM
from server.core.privacy import keyring
from server.registry import audit, files
from tests.factories.registry import a_person
from tests.fixtures.databases import create, drop, url_of

PDF = b"%PDF-1.4\n" + b"x" * 5000 + b"%%EOF"


@pytest.fixture
async def lived(fresh_db, tmp_path):
    """A database with a person, a file and sealed audit rows."""
    forget_checkpoints()  # of other tests' databases
    storage = FileStorage(tmp_path / "files")
    await a_person()
    kept = await files.keep("XZ-1", "proof", "证明.pdf", [PDF], by=SYSTEM, storage=storage)
    gone = await files.keep("XZ-1", "proof", "旧.pdf", [PDF], by=SYSTEM, storage=storage)
    await files.erase(gone.id, reason="wrong", by=SYSTEM)
    await audit.seal_once()
    await audit.record(SYSTEM, "look", "case:XZ-1")
    yield fresh_db, storage, kept
    forget_checkpoints()


def forget_checkpoints():
    for left in audit.checkpoint_file().parent.glob("*"):
        left.unlink()


@pytest.fixture
async def saved(lived, tmp_path):
    url, storage, _ = lived
    return await backup.save(tmp_path / "backups", url=url, storage=storage)


@pytest.fixture
async def empty(lived):
    name = f"onetrip_empty_{os.getpid()}"
    await create(name)
    yield url_of(name)
    await drop(name)


async def restored(lived, saved, empty, storage=None):
    """Restore as the command does: with no connection of this process's own open."""
    await database.close()
    try:
        return await backup.restore(saved, url=empty, storage=storage or lived[1])
    finally:
        await database.connect(lived[0])


async def test_it_comes_back_whole(lived, saved, empty, tmp_path):
    _, _, kept = lived
    other = FileStorage(tmp_path / "other")

    report = await restored(lived, saved, empty, other)

    assert report.problems == []
    assert report.files == 1
    assert report.rows > 500
    assert report.audit_rows == 4
    assert await other.read(kept.storage_key) == PDF
    told = json.loads((config.settings().var / "restore-report.json").read_text())
    assert told["problems"] == []


async def test_no_key_lies_in_it(saved):
    everything = b"".join(path.read_bytes() for path in saved.rglob("*") if path.is_file())
    manifest = json.loads((saved / "manifest.json").read_text())

    for (purpose, key_id), key in privacy.ring().keys.items():
        assert f"{purpose}.{key_id}" in manifest["keys"]
        assert key not in everything
        assert key.hex().encode() not in everything
    assert saved.stat().st_mode & 0o077 == 0


async def test_a_database_with_anything_in_it_is_left_alone(lived, saved):
    url, storage, _ = lived
    with pytest.raises(backup.NotEmpty):
        await backup.restore(saved, url=url, storage=storage)


async def test_another_key_of_the_same_name_is_refused(lived, saved, empty, tmp_path):
    other = keyring.load(tmp_path / "other-keys", generate=True)
    privacy.use(other)
    try:
        with pytest.raises(backup.WrongKeys, match="data.dev1"):
            await backup.restore(saved, url=empty, storage=lived[1])
    finally:
        privacy.use(None)
    connection = await asyncpg.connect(empty)
    assert (
        await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname='public'") == 0
    )
    await connection.close()


def spoil_manifest(folder):
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"rows": 1,', '"rows": 2,', 1))


def spoil_dump(folder):
    with (folder / "database.dump").open("r+b") as file:
        file.seek(2000)
        file.write(b"changed")


def spoil_file(folder):
    next((folder / "files").iterdir()).write_bytes(b"changed")


def spoil_checkpoints(folder):
    (folder / "checkpoints.jsonl").write_text("")


def lose_manifest(folder):
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    "spoil", [spoil_manifest, spoil_dump, spoil_file, spoil_checkpoints, lose_manifest]
)
async def test_whatever_was_changed_in_it_is_noticed(lived, saved, empty, spoil):
    spoil(saved)

    with pytest.raises(backup.BackupDamaged):
        await backup.restore(saved, url=empty, storage=lived[1])


async def test_a_file_the_database_counts_on_must_be_there(lived, tmp_path):
    url, storage, kept = lived
    await storage.erase(kept.storage_key)
    with pytest.raises(Away):
        await storage.read(kept.storage_key)

    with pytest.raises(backup.FilesMissing):
        await backup.save(tmp_path / "backups", url=url, storage=storage)


async def test_what_was_written_meanwhile_does_not_disturb_the_counts(lived, empty, tmp_path):
    url, storage, _ = lived
    stop = False

    async def write():
        while not stop:
            await audit.record(SYSTEM, "look", "case:XZ-2")
            await database.fetch("SELECT nextval('case_serial')")

    writing = asyncio.create_task(write())
    saved = await backup.save(tmp_path / "backups", url=url, storage=storage)
    stop = True
    await writing

    assert (await restored(lived, saved, empty)).problems == []


async def test_this_machines_own_checkpoints_are_kept_aside(lived, saved, empty):
    own = audit.checkpoint_file().read_bytes()

    await restored(lived, saved, empty)

    (aside,) = audit.checkpoint_file().parent.glob("*.before-*")
    assert aside.read_bytes() == own

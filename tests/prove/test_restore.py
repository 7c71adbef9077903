"""The restore drill: a lived-in system is saved, wiped, brought back and asked whether it is whole."""

import asyncio
import hashlib
import shutil
import time

import pytest

from tests.prove import harness, officials
from tests.prove.harness import Running

PEOPLE, AT_MOST = 200, 600
# What somebody did or was told; leases, ticks and sends go on moving by themselves.
KEPT = ("accounts", "audit_rows", "case_signers", "case_steps", "cases", "consents", "files",
        "households", "letters", "notices", "people", "regions", "staff")  # fmt: skip


async def taken(connection):
    """Rows and a digest of each kept table; an audit row's seal comes after the row."""
    found = {}
    for table in KEPT:
        row = "action || subject || actor || at" if table == "audit_rows" else "t::text"
        found[table] = tuple(
            await connection.fetchrow(
                f"SELECT count(*), md5(string_agg(md5({row}), '' ORDER BY md5({row})))"
                f" FROM {table} t"
            )
        )
    return found


def files_of(system):
    """The digest of every stored file."""
    root = system.folder / "files"
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


async def live(system, people):
    """People send in, a clerk accepts, letters are drawn; returns one of the people's drafts."""
    drafts = await harness.ready_drafts(system, people)
    await harness.submit_all(system, drafts)
    secret = await officials.enrol(system, "drill-clerk", "clerk")
    clerk = {"token": await officials.sign_in(system, "drill-clerk", secret)}
    for draft in drafts:
        path, words = f"/staff/cases/{draft['case_no']}", {"note": "人在外地"}
        await harness.call(system, "POST", f"{path}/signers/pass", body=words, **clerk)
        accepted = await harness.call(system, "POST", f"{path}/accept", **clerk)
        assert accepted.status_code == 200, accepted.text
    connection = await system.database()
    await harness.settled(connection, 300)
    for _ in range(600):
        if len(files_of(system)) >= people:
            break
        await asyncio.sleep(0.5)
    return connection, drafts[0]


async def prove(tmp_path, people):
    """The whole proof at a size; returns a line for the table."""
    folder = tmp_path / "var"
    async with Running(folder) as system:
        connection, draft = await live(system, people)
        await asyncio.sleep(3)  # the last rows are sealed
        before, files = await taken(connection), files_of(system)
        await connection.close()
        began = time.monotonic()
        await officials.command(system, "backup", tmp_path / "backups")
        saved_in = time.monotonic() - began
    (backup,) = (tmp_path / "backups").iterdir()
    # The machine is lost; keys are kept elsewhere, as the backup's last line says.
    for name in ("pg", "files", "audit", "valkey"):
        shutil.rmtree(folder / name, ignore_errors=True)
    began = time.monotonic()
    await officials.command(system, "restore", backup)
    again = Running(folder)
    async with again:
        restored_in = time.monotonic() - began
        connection = await again.database()
        after = await taken(connection)
        await connection.close()
        assert files_of(again) == files
        assert after == before
        assert "the chain holds" in await officials.command(again, "audit", "verify")
        own = await harness.call(again, "GET", "/cases", token=draft["token"])
        assert draft["case_no"] in own.text
    assert saved_in + restored_in < AT_MOST
    rows = sum(count for count, _ in before.values())
    told = f"{rows} rows, {len(files)} files, audit: equal"
    return f"{told}; saved in {saved_in:.0f} s, wiped and serving again in {restored_in:.0f} s"


@pytest.mark.prove
@pytest.mark.timeout(1800)
async def test_what_was_saved_comes_back_whole(tmp_path):
    print("| restore drill | " + await prove(tmp_path, PEOPLE) + " |")

"""The trail: written with what it tells of, sealed by one, and no change goes unseen."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest

from server.core import clock, database, ids
from server.core.actors import SYSTEM, Actor, Role
from server.registry import audit

CLERK = Actor(id="staff:1", role=Role.CLERK, name="陈静", office="320699100")


@pytest.fixture
async def trail(db, own_var):
    """Ten rows sealed in two batches."""
    for number in range(10):
        await audit.record(CLERK, "read", f"case:XZ-{number}", reason="核对", detail={"n": number})
        if number == 4:
            await audit.seal_once()
    await audit.seal_once()
    return own_var / "audit" / "checkpoints.jsonl"


async def _problems():
    return " ".join((await audit.verify()).problems)


async def test_a_row_says_who_did_what_to_whom(db):
    await audit.record(
        CLERK, "decide", "case:XZ-1", reason="家访属实", detail={"lane": "expenditure"}
    )
    (row,) = await database.fetch("SELECT * FROM audit_rows")
    assert (row["actor"], row["role"], row["action"]) == ("staff:1", "clerk", "decide")
    assert (row["subject"], row["reason"]) == ("case:XZ-1", "家访属实")
    assert json.loads(row["detail"]) == {"lane": "expenditure"}
    assert row["sequence"] is None


async def test_a_row_vanishes_with_the_transaction_it_tells_of(db):
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await audit.record(SYSTEM, "grant", "case:XZ-1")
            raise ZeroDivisionError
    assert await database.fetch("SELECT 1 FROM audit_rows") == []


@pytest.mark.parametrize(
    "words",
    [
        {"detail": {"id": "320699194903070016"}},
        {"detail": {"said": "打 13812345678 找我"}},
        {"detail": {"card": "6222021102012345677"}},
        {"reason": "证号320699194903070016的人来问"},
        {"reason": "电话 138-1234-5678"},
    ],
)
async def test_no_row_holds_a_personal_number(db, words):
    with pytest.raises(audit.PersonalDataInAudit):
        await audit.record(CLERK, "read", "case:XZ-1", **words)


async def test_no_subject_is_a_personal_number(db):
    with pytest.raises(audit.PersonalDataInAudit):
        await audit.record(CLERK, "read", "phone:13812345678")


async def test_an_id_of_ours_is_not_taken_for_a_card_number(db):
    lookalike = UUID("01931a2b-4123-7456-8123-012345678901")
    await audit.record(CLERK, "read", f"person:{lookalike}", detail={"file": str(lookalike)})
    await audit.record(CLERK, "read", "case:XZ-20261124-0001-5", detail={"file": str(ids.new())})


async def test_sealing_chains_every_row_in_order(trail):
    rows = await database.fetch("SELECT * FROM audit_rows ORDER BY id")
    assert [row["sequence"] for row in rows] == list(range(1, 11))
    assert [row["previous"] for row in rows[1:]] == [row["digest"] for row in rows[:-1]]
    assert len({row["digest"] for row in rows}) == 10


async def test_each_batch_leaves_a_checkpoint_outside_the_database(trail):
    kept = [json.loads(line) for line in trail.read_text().splitlines()]
    rows = {
        row["sequence"]: bytes(row["digest"]).hex()
        for row in await database.fetch("SELECT sequence, digest FROM audit_rows")
    }
    assert [(one["sequence"], one["digest"]) for one in kept] == [(5, rows[5]), (10, rows[10])]
    assert trail.stat().st_mode & 0o077 == 0


async def test_an_untouched_trail_is_intact(trail):
    report = await audit.verify()
    assert report.is_intact
    assert report.rows == 10


async def test_sealing_with_nothing_to_seal_writes_nothing(db, own_var):
    assert await audit.seal_once() == 0
    assert not (own_var / "audit").exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'staff:2'"),
        ("role", "'auditor'"),
        ("action", "'write'"),
        ("subject", "'case:XZ-99'"),
        ("reason", "''"),
        ("detail", "'{}'"),
        ("at", "at + interval '1 second'"),
        ("written_at", "written_at - interval '1 microsecond'"),
    ],
)
async def test_a_changed_row_is_found(trail, column, value):
    await database.execute(f"UPDATE audit_rows SET {column} = {value} WHERE sequence = 4")
    assert await _problems() == "row 4 was changed"


async def test_a_removed_row_is_found(trail):
    await database.execute("DELETE FROM audit_rows WHERE sequence = 4")
    assert await _problems() == "rows 4 to 4 are gone"


async def test_a_removed_row_is_found_when_the_others_move_up(trail):
    await database.execute("DELETE FROM audit_rows WHERE sequence = 4")
    for number in range(5, 11):
        await database.execute(
            "UPDATE audit_rows SET sequence = $1 WHERE sequence = $2", number - 1, number
        )
    assert await _problems() == "row 4 does not follow the one before it"


async def test_two_swapped_rows_are_found(trail):
    await database.execute("UPDATE audit_rows SET sequence = 99 WHERE sequence = 4")
    await database.execute("UPDATE audit_rows SET sequence = 4 WHERE sequence = 5")
    await database.execute("UPDATE audit_rows SET sequence = 5 WHERE sequence = 99")
    assert "row 4" in await _problems()


async def test_a_cut_end_is_found_by_the_checkpoints(trail):
    await database.execute("DELETE FROM audit_rows WHERE sequence > 7")
    assert await _problems() == "checkpoint 10 has no row"


async def test_an_emptied_trail_is_found(trail):
    await database.execute("DELETE FROM audit_rows")
    assert "checkpoint 5 has no row" in await _problems()


async def test_an_end_written_anew_differs_from_its_checkpoint(trail):
    await database.execute("DELETE FROM audit_rows WHERE sequence > 7")
    kept = trail.read_text()
    for number in range(3):
        await audit.record(CLERK, "read", f"case:XZ-forged-{number}")
    await audit.seal_once()
    trail.write_text(kept)
    assert await _problems() == "row 10 differs from its checkpoint"


async def test_a_row_unsealed_for_a_minute_is_found(trail):
    await audit.record(CLERK, "read", "case:XZ-1")
    assert await _problems() == ""
    await database.execute(
        "UPDATE audit_rows SET written_at = $1 WHERE sequence IS NULL",
        clock.real_now() - timedelta(seconds=61),
    )
    assert "unsealed" in await _problems()


async def test_a_row_sealed_under_an_unknown_key_is_found(trail):
    await database.execute("UPDATE audit_rows SET key_id = 'gone' WHERE sequence = 2")
    assert "a key that is not here" in await _problems()


async def test_only_one_process_seals_at_a_time(fresh_db, own_var):
    for number in range(40):
        await audit.record(CLERK, "read", f"case:XZ-{number}")
    sealed = await asyncio.gather(*(audit.seal_once(batch=10) for _ in range(4)))
    assert sum(sealed) >= 10
    while await audit.seal_once(batch=10):
        pass
    assert (await audit.verify()).rows == 40
    assert await _problems() == ""


async def test_a_transaction_that_commits_late_is_sealed_after(fresh_db, own_var):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def late():
        async with database.transaction():
            await audit.record(CLERK, "write", "case:XZ-late")
            begun.set()
            await go_on.wait()

    task = asyncio.create_task(late())
    await begun.wait()
    await audit.record(CLERK, "write", "case:XZ-early")
    assert await audit.seal_once() == 1
    go_on.set()
    await task
    assert await audit.seal_once() == 1
    assert await _problems() == ""

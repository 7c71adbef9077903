"""The ledger only grows: a case is granted once, and taken back by a second line."""

import asyncio
from datetime import timedelta

import pytest

from server.core import clock, database
from server.core.actors import SYSTEM
from server.registry import entitlements
from tests.factories import registry as make

CASE = "XZ-20261124-0001-5"


async def _grant(person, case_no=CASE, amount_fen=246_000):
    await entitlements.grant(
        person.id,
        item_code="temporary-relief",
        case_no=case_no,
        amount_fen=amount_fen,
        basis="确认书 1 号",
        by="staff:1",
    )


@pytest.fixture
async def li(db):
    """A person with one grant."""
    person = await make.a_person("李秀英")
    await _grant(person)
    return person


async def test_a_grant_is_a_line_with_its_amount_and_basis(li):
    (entry,) = await entitlements.of_person(li.id)
    assert (entry.kind, entry.case_no, entry.amount_fen) == ("grant", CASE, 246_000)
    assert (entry.item_code, entry.basis, entry.starts_on) == (
        "temporary-relief",
        "确认书 1 号",
        clock.today(),
    )


async def test_a_case_is_granted_once_however_often_it_is_told(li):
    for _ in range(3):
        await _grant(li)
    assert len(await entitlements.of_person(li.id)) == 1


async def test_told_at_once_a_case_is_granted_once(fresh_db):
    person = await make.a_person()
    await asyncio.gather(*(_grant(person) for _ in range(4)))
    assert len(await entitlements.of_person(person.id)) == 1


async def test_the_newest_comes_first_and_the_old_can_be_left_out(li):
    with clock.stopped_at(clock.now() + timedelta(days=40)):
        await _grant(li, "XZ-20270103-0001-9", 50_000)
        recent = clock.today() - timedelta(days=30)
    assert [entry.amount_fen for entry in await entitlements.of_person(li.id)] == [50_000, 246_000]
    assert [e.amount_fen for e in await entitlements.of_person(li.id, since=recent)] == [50_000]


async def test_a_grant_is_taken_back_once_by_a_line_of_its_own(li):
    (granted,) = await entitlements.of_person(li.id)
    await entitlements.reverse(granted.entry_no, basis="撤销决定 2 号", by=SYSTEM)
    back, first = await entitlements.of_person(li.id)
    assert first == granted
    assert (back.kind, back.amount_fen, back.reverses) == ("reversal", -246_000, granted.entry_no)
    for entry_no in (granted.entry_no, back.entry_no, "QYNOTHERE"):
        with pytest.raises(entitlements.EntryUnknown):
            await entitlements.reverse(entry_no, basis="again", by=SYSTEM)


@pytest.mark.parametrize("amount", [0, -1])
async def test_the_database_refuses_a_grant_of_nothing(db, amount):
    person = await make.a_person()
    with pytest.raises(database.IntegrityError):
        async with database.transaction():
            await _grant(person, amount_fen=amount)

"""Facts are added, never changed; sensitive ones lie sealed; nobody reads another adult's."""

from datetime import date

import pytest

from server.core import database, ids
from server.core.actors import SYSTEM, Actor, Role
from server.core.database import IntegrityError
from server.registry import facts
from tests.factories import registry as make

CASE, OTHER = "XZ-20261124-0001-5", "XZ-20261124-0002-3"
TODAY = date(2026, 11, 24)
PAID = "medical.own_payment_12m"
CLERK = Actor(id="staff:1", role=Role.CLERK)


def an_entry(subject_id, **changes):
    return facts.FactEntry(
        **{
            "key": PAID,
            "subject_kind": "person",
            "subject_id": subject_id,
            "source": "declared",
            "as_of": TODAY,
            "stated_by": "resident:1",
            "value": 31_000_00,
            "case_no": CASE,
            **changes,
        }
    )


@pytest.mark.parametrize(
    "value", [0, -5, 12.5, True, None, "", "孤儿", "it's", [1, 2], {"a": [{"b": None}]}, "\\u0000"]
)
@pytest.mark.parametrize("is_sensitive", [True, False])
async def test_a_value_comes_back_as_it_was(db, value, is_sensitive):
    who = ids.new()
    await facts.record([an_entry(who, value=value, is_sensitive=is_sensitive)])
    (fact,) = await facts.of_case(CASE, [who])
    assert fact.value == value
    assert type(fact.value) is type(value)
    assert (fact.key, fact.source, fact.is_declared, fact.register) == (PAID, "declared", True, "")


async def test_a_sensitive_value_lies_sealed(db):
    await facts.record([an_entry(ids.new(), value="恶性肿瘤")])
    (row,) = await database.fetch("SELECT value, value_enc FROM facts")
    assert row["value"] is None
    assert "恶性肿瘤".encode() not in row["value_enc"]


async def test_a_new_word_supersedes_the_old_one_and_both_stay(db):
    who = ids.new()
    await facts.record([an_entry(who, value=1)])
    await facts.record([an_entry(who, value=2)])
    (standing,) = await facts.of_case(CASE, [who])
    assert standing.value == 2
    rows = await database.fetch("SELECT superseded_at FROM facts ORDER BY id")
    assert [row["superseded_at"] is None for row in rows] == [False, True]


async def test_recording_is_one_statement_however_many(db, counted):
    who = ids.new()
    entries = [an_entry(who, key=f"income.kind_{number}") for number in range(30)]
    await facts.record(entries)
    async with counted() as statements:
        await facts.record(entries)
        await facts.record([])
    assert len(statements) == 1
    assert len(await facts.of_case(CASE, [who])) == 30


async def test_sources_cases_and_people_stand_beside_each_other(db):
    who, other = ids.new(), ids.new()
    await facts.record(
        [
            an_entry(who, value=1),
            an_entry(who, value=2, source="register:medical-insurance", query_no="Q1"),
            an_entry(who, value=3, case_no=OTHER),
            an_entry(other, value=4),
        ]
    )
    assert [fact.value for fact in await facts.of_case(CASE, [who, other])] == [1, 2, 4]
    assert [fact.value for fact in await facts.of_case(OTHER, [])] == [3]


async def test_facts_without_a_case_serve_every_case_of_their_person(db):
    who, stranger = ids.new(), ids.new()
    await facts.record(
        [
            an_entry(who, key="household.members", case_no=None, source="register:public-security"),
            an_entry(stranger, key="household.members", case_no=None),
        ]
    )
    assert [fact.subject_id for fact in await facts.of_case(CASE, [who])] == [who]
    assert (await facts.of_case(OTHER, [who]))[0].register == "public-security"


async def test_the_same_key_twice_in_one_go_is_refused(db):
    who = ids.new()
    with pytest.raises(IntegrityError):
        async with database.transaction():
            await facts.record([an_entry(who), an_entry(who)])
    assert await facts.of_case(CASE, [who]) == []


@pytest.mark.parametrize("coverage", ["not_covered", "unknown"])
async def test_what_a_register_cannot_know_is_not_none(db, coverage):
    who = ids.new()
    await facts.record([an_entry(who, coverage=coverage, value=None, source="register:banks")])
    (fact,) = await facts.of_case(CASE, [who])
    assert (fact.coverage, fact.value) == (coverage, None)


async def test_covered_and_nothing_found_is_a_fact(db):
    who = ids.new()
    await facts.record([an_entry(who, value=0, source="register:banks")])
    (fact,) = await facts.of_case(CASE, [who])
    assert (fact.coverage, fact.value) == ("covered", 0)


async def test_a_sealed_value_moved_to_another_row_still_opens_only_as_a_fact(db):
    who = ids.new()
    person = await make.a_person()
    await facts.record([an_entry(who)])
    await database.execute(
        "UPDATE facts SET value_enc = (SELECT id_no_enc FROM people WHERE id = $1)", person.id
    )
    with pytest.raises(ValueError, match=r"facts\.value"):
        await facts.of_case(CASE, [who])


async def test_only_the_one_a_fact_is_about_contests_it(db):
    who, other = ids.new(), ids.new()
    await facts.record([an_entry(who)])
    (fact,) = await facts.of_case(CASE, [who])
    assert not await facts.contest(fact.id, person_id=other)
    assert await facts.contest(fact.id, person_id=who)
    assert (await facts.of_case(CASE, [who]))[0].contested_at
    await facts.record([an_entry(who)])
    assert not await facts.contest(fact.id, person_id=who)


async def test_nobody_reads_what_registers_say_of_another_adult(db):
    mother, son, daughter = ids.new(), ids.new(), ids.new()
    reader = Actor(id="resident:1", role=Role.RESIDENT, person_id=mother)
    bank = {"key": "assets.deposits", "source": "register:banks", "stated_by": "register:banks"}
    await facts.record(
        [
            an_entry(mother, **bank),
            an_entry(son, **bank),
            an_entry(daughter, **bank),
            an_entry(son, key="income.wage", stated_by="resident:1"),
            an_entry(son, key="income.pension", stated_by="resident:2"),
            an_entry(ids.new(), key="household.members", subject_kind="household", stated_by="r"),
        ]
    )
    found = await facts.of_case(CASE, [])
    seen = facts.visible_to(found, reader, wards={daughter})
    assert [(fact.key, fact.subject_id) for fact in seen[:3]] == [
        ("assets.deposits", mother),
        ("assets.deposits", daughter),
        ("income.wage", son),
    ]
    assert [fact.subject_kind for fact in seen[3:]] == ["household"]
    assert facts.visible_to(found, CLERK) == found
    assert len(facts.visible_to(found, Actor(id="staff:9", role=Role.SYSTEM_ADMIN))) == 1
    assert len(facts.visible_to(found, SYSTEM)) == 1

"""The database really has what the code believes: columns, constraints, partial indexes."""

import re
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError

from server.core import database

EXPECTED_CONSTRAINTS = {
    "decisions_four_eyes",
    "decisions_grant_has_amount",
    "decisions_refusal_has_reason",
    "decisions_decided_whole",
    "cases_submitted_has_date",
    "cases_claimed_whole",
    "corrections_second_needs_reason",
    "correction_points_answered",
    "facts_one_value",
    "facts_uncovered_is_empty",
    "entitlement_entries_sign",
    "audit_rows_sealed_whole",
    "sessions_one_owner",
    "outbox_jobs_once",
    "people_one_per_id_no",
    "notice_sends_once",
}
EXPECTED_UNIQUES = {
    "cases_one_open_draft",
    "accounts_one_per_phone",
    "household_members_one_home",
    "facts_one_standing",
    "entitlement_entries_one_grant",
    "register_queries_one_open",
}


async def test_every_constraint_is_in_the_catalogue(db):
    rows = await database.fetch("SELECT conname FROM pg_constraint")
    assert EXPECTED_CONSTRAINTS - {row["conname"] for row in rows} == set()


async def test_every_partial_unique_is_in_the_catalogue(db):
    rows = await database.fetch(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indisunique AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL)"
    )
    assert EXPECTED_UNIQUES - {row["relname"] for row in rows} == set()


def steps():
    """Each migration with the one before it, as written."""
    for path in (Path(__file__).parents[2] / "server" / "migrations").glob("0*.py"):
        yield path.stem, tuple(re.findall(r'\("onetrip", "(\w+)"\)', path.read_text()))


def test_the_migrations_are_one_line():
    """Two steps after the same one would be applied in whichever order a machine happens on."""
    before = [name for _, names in steps() for name in names]
    assert sorted(before) == sorted(set(before))
    assert len(before) == len(list(steps())) - 1


def named_in(sql):
    """Every constraint and index that a migration names."""
    found = re.findall(r"CONSTRAINT (\w+)", sql)
    return set(found) | set(re.findall(r"CREATE (?:UNIQUE )?INDEX (\w+)", sql))


async def test_whatever_the_migrations_name_really_exists(db):
    files = (Path(__file__).parents[2] / "server" / "migrations").glob("*.py")
    named = set().union(*(named_in(path.read_text(encoding="utf-8")) for path in files))
    rows = await database.fetch(
        "SELECT conname AS name FROM pg_constraint UNION SELECT relname FROM pg_class"
    )
    assert len(named) > 40
    assert named - {row["name"] for row in rows} == set()


async def test_a_constraint_that_is_not_there_is_caught():
    assert named_in("CONSTRAINT made_up CHECK (a)\nCREATE UNIQUE INDEX other ON t (a)") == {
        "made_up",
        "other",
    }


async def test_the_database_itself_refuses_what_the_code_must_not_do(db):
    """One CHECK tried in earnest: a level of region that nobody defined."""
    with pytest.raises(IntegrityError, match="regions_level_check"):
        async with database.transaction():
            await database.execute("UPDATE regions SET level = 9")


async def test_models_name_columns_that_exist(db):
    rows = await database.fetch(
        "SELECT table_name, column_name, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    columns = {(row["table_name"], row["column_name"]): row["is_nullable"] for row in rows}
    wrong = []
    for model in Tortoise.apps["onetrip"].values():
        table = model._meta.db_table
        for name, field in model._meta.fields_map.items():
            column = model._meta.fields_db_projection.get(name)
            if column is None:
                continue
            nullable = columns.get((table, column))
            if nullable is None or (nullable == "YES") != field.null:
                wrong.append(f"{table}.{column}: {nullable} in the database, null={field.null}")
    assert wrong == []

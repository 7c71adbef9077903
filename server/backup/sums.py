"""Counts and digests of everything in a database, the same before a dump and after a restore."""

import asyncpg

from server.backup.manifest import TableSum

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = """
SELECT sequencename, coalesce(last_value, 0) AS at FROM pg_sequences
 WHERE schemaname = 'public' ORDER BY sequencename
"""
# Rows as text, each row's digest cut to 60 bits, all of them added: order does not matter.
_SUM = """
SELECT count(*) AS rows, coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')),
  'hex'), 15))::bit(60)::bigint::numeric), 0)::text AS digest FROM "{table}" t
"""
_STORED = """
SELECT table_name, column_name, EXISTS (SELECT 1 FROM information_schema.columns erased
   WHERE erased.table_schema = 'public' AND erased.table_name = kept.table_name
     AND erased.column_name = 'erased_at') AS can_be_erased
  FROM information_schema.columns kept
 WHERE table_schema = 'public' AND column_name LIKE '%storage_key' ORDER BY 1, 2
"""


async def prepare(connection: asyncpg.Connection) -> None:
    """Let values be written as text alike everywhere, and let it take its time."""
    await connection.execute(
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres';"
        " SET extra_float_digits = 1; SET bytea_output = 'hex'; SET statement_timeout = 0"
    )


async def tables(connection: asyncpg.Connection) -> dict[str, TableSum]:
    """Every table's rows and digest."""
    found = {}
    for row in await connection.fetch(_TABLES):
        name = row["tablename"]
        counted = await connection.fetchrow(_SUM.format(table=name))
        found[name] = TableSum(counted["rows"], counted["digest"])
    return found


async def sequences(connection: asyncpg.Connection) -> dict[str, int]:
    """Where every sequence stands: a number given out must never be given again."""
    return {row["sequencename"]: row["at"] for row in await connection.fetch(_SEQUENCES)}


async def stored_keys(connection: asyncpg.Connection) -> set[str]:
    """Every key under which some row says that bytes lie in storage."""
    keys: set[str] = set()
    for row in await connection.fetch(_STORED):
        table, column = row["table_name"], row["column_name"]
        standing = " AND erased_at IS NULL" if row["can_be_erased"] else ""
        found = await connection.fetch(
            f'SELECT "{column}" AS key FROM "{table}" WHERE "{column}" IS NOT NULL{standing}'
        )
        keys.update(one["key"] for one in found)
    return keys

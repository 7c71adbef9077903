"""Bring the database's tables up to date: Tortoise's migrations, made atomic and single-file.

Tortoise records a step outside its transaction and takes no lock, so a kill in between or two
machines at once leave a half-known state. Here lock, steps and records share one transaction.
"""

from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor

from server.core import database
from server.core.config import settings

LOCK = 0x0E7712


async def migrate() -> list[str]:
    """Apply what is missing, all or nothing; returns the names applied. Waits for its turn."""
    applied: list[str] = []
    async with database.transaction():
        await database.execute("SET LOCAL statement_timeout = 0")
        await database.execute("SET LOCAL lock_timeout = 0")
        await database.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        apps = database.tortoise_config(settings().database_url)["apps"]
        connection = get_connection("default")
        executor = MigrationExecutor(connection, apps)
        # Reading records from a table that is not there yet would abort the transaction.
        await executor.recorder.ensure_schema(AsyncpgSchemaEditor(connection, atomic=False))

        def note(what: str, _app: str, name: str) -> None:
            if what == "apply_done":
                applied.append(name)

        await executor.migrate(progress=note, direction="forward")
    return applied

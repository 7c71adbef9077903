"""Checkpoints lie outside the database: each test of the chain gets a directory of its own."""

from contextlib import asynccontextmanager

import pytest
from tortoise.connection import get_connection

from server.core import config


@pytest.fixture
def own_var(tmp_path, monkeypatch, own_keys):
    """An empty var directory with the run's keys."""
    monkeypatch.setenv("ONETRIP_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ONETRIP_KEYS_DIR", own_keys)
    config.reload()
    yield tmp_path
    monkeypatch.undo()
    config.reload()


@pytest.fixture
def own_keys():
    """Where the run's keys lie, before anything moves."""
    return str(config.settings().keys)


@pytest.fixture
def counted(monkeypatch):
    """`async with counted() as statements:` collects the SQL that was sent."""

    @asynccontextmanager
    async def collecting():
        seen = []
        connection = get_connection("default")
        send = connection.execute_query_dict

        async def noted(query, values=None):
            seen.append(query)
            return await send(query, values)

        monkeypatch.setattr(connection, "execute_query_dict", noted, raising=False)
        yield seen
        monkeypatch.undo()

    return collecting

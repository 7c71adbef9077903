"""PostgreSQL through Tortoise: a cancellation-safe engine, transactions, raw SQL, LISTEN.

Stock Tortoise leaks a pooled connection whenever a task is cancelled while it opens or closes a
transaction, and Sanic cancels a handler when its client disconnects. `Client` below shields
both ends and bounds every wait for a connection.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    PoolConnectionWrapper,
    TransactionalDBClient,
    TransactionContextPooled,
)
from tortoise.connection import get_connection, get_connections
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from server.core.config import settings
from server.core.errors import Unavailable

__all__ = [
    "DatabaseBusy",
    "IntegrityError",
    "close",
    "connect",
    "constraint_of",
    "direct",
    "execute",
    "fetch",
    "fetch_one",
    "is_open",
    "tortoise_config",
    "transaction",
]

PACKAGE = Path(__file__).parents[1]


def model_modules() -> list[str]:
    """Every `server/<area>/<module>/models.py`, as module names; nobody has to list them."""
    found = sorted(PACKAGE.glob("*/*/models.py"))
    return [
        ".".join(("server", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in found
    ]


class DatabaseBusy(Unavailable):
    """No connection became free in time."""

    code = "core.database_busy"


class _SafeTransaction(TransactionContextPooled):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        connection = await _acquire(pool)
        self.client._connection = connection
        self.token = get_connections().set(self.connection_name, self.client)
        try:
            await self.client.begin()
        except BaseException:
            get_connections().reset(self.token)
            await asyncio.shield(pool.release(connection))
            raise
        return self.client

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            if not self.client._finalized:
                if exc_type:
                    await asyncio.shield(self.client.rollback())
                else:
                    await self.client.commit()
        finally:
            get_connections().reset(self.token)
            pool = self.client._parent._pool
            if pool:
                await asyncio.shield(pool.release(self.client._connection))


class _BoundedAcquire(PoolConnectionWrapper[Any]):
    __slots__ = ()

    async def __aenter__(self) -> Any:
        await self.ensure_connection()
        self.connection = await _acquire(self.client._pool)
        return self.connection

    async def __aexit__(self, *exc: object) -> None:
        await asyncio.shield(self.client._pool.release(self.connection))


async def _acquire(pool: Any) -> Any:
    try:
        return await pool.acquire(timeout=settings().acquire_timeout)
    except TimeoutError as timeout:
        raise DatabaseBusy from timeout


class Client(AsyncpgDBClient):
    """Tortoise's asyncpg client with bounded waits and shielded transaction ends."""

    def _in_transaction(self) -> _SafeTransaction:
        return _SafeTransaction(TransactionWrapper(self), self._pool_init_lock)

    def acquire_connection(self) -> _BoundedAcquire:
        """A pooled connection, or DatabaseBusy after the acquire timeout."""
        return _BoundedAcquire(self, self._pool_init_lock)


client_class = Client


def _credentials(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = query.get("host", [parts.hostname or "127.0.0.1"])[0]
    return {
        "host": host,
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/"),
    }


def tortoise_config(url: str, *, pool_size: int | None = None) -> dict[str, Any]:
    """Tortoise's configuration for one database and all our models."""
    timeout = str(settings().statement_timeout_ms)
    size = pool_size or settings().pool_size
    return {
        "connections": {
            "default": {
                "engine": "server.core.database",
                "credentials": {
                    **_credentials(url),
                    "minsize": 1,
                    "maxsize": size,
                    "server_settings": {
                        "statement_timeout": timeout,
                        "lock_timeout": timeout,
                        "idle_in_transaction_session_timeout": "30000",
                        "TimeZone": "UTC",
                        "application_name": "onetrip",
                    },
                },
            }
        },
        "apps": {
            "onetrip": {
                "models": model_modules(),
                "default_connection": "default",
                "migrations": "server.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


class _Pool:
    is_open = False


async def connect(url: str | None = None, *, pool_size: int | None = None) -> None:
    """Open the pool of this process; every task of it may then use the database."""
    config = tortoise_config(url or settings().database_url, pool_size=pool_size)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    _Pool.is_open = True


def is_open() -> bool:
    """Whether this process has its pool."""
    return _Pool.is_open


async def close() -> None:
    """Close the pool."""
    _Pool.is_open = False
    await Tortoise.close_connections()


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """One transaction: all or nothing, also when the task is cancelled. Nested: a savepoint."""
    async with in_transaction():
        yield


async def fetch(sql: str, *args: object) -> list[dict[str, Any]]:
    """Rows of a raw statement as dicts; placeholders are `$1`, `$2`, …"""
    rows: list[dict[str, Any]] = await get_connection("default").execute_query_dict(sql, list(args))
    return rows


async def fetch_one(sql: str, *args: object) -> dict[str, Any] | None:
    """The first row, or None."""
    rows = await fetch(sql, *args)
    return rows[0] if rows else None


async def execute(sql: str, *args: object) -> None:
    """Run a statement whose rows nobody wants; use `fetch` with RETURNING to see what it did."""
    await get_connection("default").execute_query_dict(sql, list(args))


async def direct(url: str | None = None) -> asyncpg.Connection:
    """A connection of one's own, outside the pool: LISTEN, session locks. The caller closes it."""
    given = _credentials(url or settings().database_url)
    return await asyncpg.connect(**given, server_settings={"TimeZone": "UTC"})


def constraint_of(error: BaseException) -> str:
    """The name of the constraint an IntegrityError speaks of, or an empty string."""
    inner = error.args[0] if error.args else None
    return str(getattr(inner, "constraint_name", "") or "")


TRANSIENT: Sequence[type[BaseException]] = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InterfaceError,
    OperationalError,
    ConnectionError,
)

"""Listening to asyncpg: every statement of a request, in order, with its arguments."""

import pickle
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import asyncpg
from sanic import HTTPResponse, Request, Sanic

Statements = list[tuple[str, str, tuple[Any, ...]]]
_heard: ContextVar[Statements | None] = ContextVar("heard", default=None)


def start(app: Sanic, prefix: str, file: Path) -> None:
    """Keep the statements of every POST under `prefix`, and write them down at the end."""
    _listen()
    kept: list[dict[str, Any]] = []

    async def begin(request: Request) -> None:
        if request.method == "POST" and request.path.startswith(prefix):
            request.ctx.heard = []
            _heard.set(request.ctx.heard)

    async def end(request: Request, _: HTTPResponse) -> None:
        heard = getattr(request.ctx, "heard", None)
        if heard is not None:
            kept.append({"case_no": request.path.split("/")[4], "statements": list(heard)})

    async def write(_: Sanic) -> None:
        file.write_bytes(pickle.dumps(kept))

    app.on_request(begin, priority=99)
    app.on_response(end)
    app.before_server_stop(write)


def _listen() -> None:
    for method in ("execute", "fetch", "fetchrow"):
        _wrap(method)


def _wrap(method: str) -> None:
    inner = getattr(asyncpg.Connection, method)

    async def listening(self: Any, sql: str, *arguments: Any, **options: Any) -> Any:
        heard = _heard.get()
        if heard is not None and not sql.startswith(("SELECT pg_advisory_unlock", "CLOSE ALL")):
            heard.append((method, sql, arguments))
        return await inner(self, sql, *arguments, **options)

    setattr(asyncpg.Connection, method, listening)

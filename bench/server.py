"""The servers under load: `python -m bench.server bare|app|replay PORT [FILE]`."""

import pickle
import sys
from pathlib import Path
from typing import Any

import asyncpg
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import json

from bench import capture
from server.core.config import settings

SUBMIT = "/api/v1/cases/"


def bare() -> Sanic:
    """Sanic alone."""
    app = _plain("bare")

    @app.get("/hello")
    async def hello(_: Request) -> HTTPResponse:
        return json({"hello": "world"})

    return app


def full() -> Sanic:
    """Our app with one empty handler behind the same middleware."""
    from server.app import build_app
    from server.web.access import anyone

    probe = Blueprint("bench")

    @probe.get("/api/hello")
    @anyone
    async def hello(_: Request) -> HTTPResponse:
        return json({"hello": "world"})

    app = build_app(settings())
    app.blueprint(probe)
    if len(sys.argv) > 3:
        capture.start(app, SUBMIT, Path(sys.argv[3]))
    return app


def replay() -> Sanic:
    """A bare handler that sends a submit's own statements by asyncpg, case by case."""
    captured = pickle.loads(Path(sys.argv[3]).read_bytes())
    statements = {entry["case_no"]: entry["statements"] for entry in captured}
    app = _plain("replay")

    @app.before_server_start
    async def connect(app: Sanic) -> None:
        app.ctx.pool = await asyncpg.create_pool(
            settings().database_url, min_size=1, max_size=settings().pool_size
        )

    @app.post("/replay/<case_no:str>")
    async def again(request: Request, case_no: str) -> HTTPResponse:
        async with request.app.ctx.pool.acquire() as connection:
            await _send(connection, statements[case_no])
        return json({"case_no": case_no})

    return app


async def _send(connection: Any, statements: list[tuple[str, str, tuple[Any, ...]]]) -> None:
    for method, sql, arguments in statements:
        await getattr(connection, method)(sql, *arguments)


def _plain(name: str) -> Sanic:
    app: Sanic = Sanic(name, configure_logging=False)
    app.config.AUTO_EXTEND = False
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    return app


def main() -> None:
    """Serve one of them in this process."""
    mode, port = sys.argv[1], int(sys.argv[2])
    app = {"bare": bare, "app": full, "replay": replay}[mode]()
    app.run(host="127.0.0.1", port=port, single_process=True, access_log=False)


if __name__ == "__main__":
    main()

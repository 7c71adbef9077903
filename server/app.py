"""Builds the web app: settings, world, doors, error answers. Read this first."""

import asyncio
import contextlib
from typing import Any

from sanic import Sanic

from server.catalogue import items, parameters
from server.connectors import World, build_world
from server.contact import conversations
from server.core import clock_offset, database, ids, redis
from server.core.config import Settings
from server.core.config import settings as current_settings
from server.core.listening import listen
from server.registry import regions, workdays
from server.web import (
    api,
    assets,
    callbacks,
    console,
    envelope,
    errors,
    finishing,
    openapi,
    ops,
    page,
    pages,
)

_MEGABYTE = 1_048_576
_DRAIN_SECONDS = 10.0


async def _read_catalogue() -> None:
    await parameters.reload()
    await items.reload()


# Told by NOTIFY whenever what a process keeps in memory has changed, and read at start.
CACHES = {
    clock_offset.CHANNEL: clock_offset.load,
    regions.CHANNEL: regions.reload,
    workdays.CHANNEL: workdays.reload,
    parameters.CHANNEL: _read_catalogue,
    conversations.news.CHANNEL: conversations.news.heard,
}


def build_app(
    settings: Settings | None = None, world: World | None = None, name: str | None = None
) -> Sanic[Any, Any]:
    """A fresh app with every door; call it once a process (or once a test)."""
    chosen = settings or current_settings()
    app = Sanic(name or f"onetrip-{ids.token()[:8].replace('_', '-')}", configure_logging=False)
    _configure(app, chosen)
    app.ctx.settings = chosen
    app.ctx.world = world
    app.ctx.is_stopping = False
    envelope.wrap(app, chosen)
    errors.install(app, page=page.refusal)
    for blueprint in doors():
        app.blueprint(blueprint)
    _tie_to_life(app)
    return app


def doors() -> list[Any]:
    """Every blueprint there is."""
    return [
        ops.blueprint,
        assets.blueprint,
        openapi.blueprint,
        api.doors(),
        callbacks.blueprint,
        console.doors(),
        pages.blueprint,
    ]


def _configure(app: Sanic[Any, Any], settings: Settings) -> None:
    app.config.AUTO_EXTEND = False
    # Sanic rewrites its own methods once a process; tests start many apps in one.
    app.config.TOUCHUP = settings.env != "test"
    app.config.REQUEST_MAX_SIZE = _MEGABYTE
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.PROXIES_COUNT = settings.proxies or None
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _DRAIN_SECONDS + 5


def _tie_to_life(app: Sanic[Any, Any]) -> None:
    app.before_server_start(_open_up)
    app.before_server_stop(_stop_taking)
    app.after_server_stop(_close_down)


async def _open_up(app: Sanic[Any, Any]) -> None:
    """Connections, caches and the world; a test that has opened some of it keeps it."""
    settings: Settings = app.ctx.settings
    app.ctx.owns_database = not database.is_open()
    if app.ctx.owns_database:
        await database.connect(settings.database_url)
    for read in CACHES.values():
        await read()
    app.ctx.owns_world = app.ctx.world is None
    if app.ctx.owns_world:
        app.ctx.world = build_world(settings)
    app.ctx.listener = asyncio.create_task(listen(CACHES, url=settings.database_url))


async def _stop_taking(app: Sanic[Any, Any]) -> None:
    app.ctx.is_stopping = True
    await finishing.drain(_DRAIN_SECONDS)


async def _close_down(app: Sanic[Any, Any]) -> None:
    app.ctx.listener.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await app.ctx.listener
    if app.ctx.owns_world:
        await app.ctx.world.close()
    if app.ctx.owns_database:
        await redis.close()
        await database.close()

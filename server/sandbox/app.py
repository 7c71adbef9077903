"""The sandbox as one Sanic app: faults first, then the doors of each outside system."""

import secrets
from collections.abc import Callable
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotAllowed, NotFound
from sanic.response import json

from server.core.config import BadSettings, Settings
from server.core.config import settings as current_settings
from server.sandbox import (
    authenticators,
    control,
    exchange,
    faults,
    objects,
    phones,
    population,
    sms,
    wechat,
)
from server.sandbox.state import State

_WECHAT_PATHS = ("/cgi-bin", "/wxa", "/sns", "/cityservice", "/intp")


def build(seed: int, settings: Settings | None = None) -> Sanic:  # type: ignore[type-arg]
    """A fresh sandbox. Raises BadSettings in production."""
    chosen = settings or current_settings()
    if chosen.is_production:
        raise BadSettings("the sandbox never runs in production")
    app: Sanic = Sanic(f"sandbox-{secrets.token_hex(4)}", configure_logging=False)  # type: ignore[type-arg]
    app.config.AUTO_EXTEND = False
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    # It rewrites Sanic's own classes, which cannot be done twice in one process.
    app.config.TOUCHUP = False
    app.ctx.build = lambda: _state(seed, chosen)
    app.ctx.state = app.ctx.build()
    app.on_request(faults.before)
    app.on_response(faults.after)  # type: ignore[no-untyped-call]
    for door in (control.door(), exchange.door(), sms.door(), phones.door()):
        app.blueprint(door)
    for door in (objects.door(), *wechat.doors()):
        app.blueprint(door)
    app.exception(NotFound, MethodNotAllowed)(_unknown)
    app.before_server_stop(_stop)
    return app


def _state(seed: int, settings: Settings) -> State:
    return State(
        settings=settings,
        town=population.build(seed),
        callback_url=f"{settings.base_url}/callbacks/registers",
        push_url=f"{settings.base_url}/callbacks/wechat/{settings.wechat_appid}",
        push={
            "service_url": f"{settings.base_url}/callbacks/wechat/{settings.wechat_service_appid}"
        },
        seed=seed,
    )


def main(prepare: Callable[[Any], None]) -> None:
    """Run as a process of its own; `prepare` may tie something to the app's life."""
    chosen = current_settings()
    app = build(chosen.seed, chosen)
    prepare(app)
    app.ctx.state.authenticators = authenticators.kept(chosen)
    app.run(host="127.0.0.1", port=chosen.sandbox_port, single_process=True, access_log=False)


async def _unknown(request: Request, _: Exception) -> HTTPResponse:
    if request.path.startswith(_WECHAT_PATHS):
        return json({"errcode": 404, "errmsg": "404 not found"}, status=404)
    return json({"error": "not_found"}, status=404)


async def _stop(app: Any, _: Any = None) -> None:
    await app.ctx.state.stop()

"""What wraps every request: its id, its security headers and its one line in the log."""

import logging
import re
import secrets
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from server.core import clock
from server.core.config import Settings
from server.core.text.log import request_id
from server.web import metrics

log = logging.getLogger("server.access")

_GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}").fullmatch
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors {ancestors}"
)
_YEAR_SECONDS = 31_536_000


def wrap(app: Sanic[Any, Any], settings: Settings) -> None:
    """Put the envelope around every route of the app, errors included."""
    headers = security_headers(settings)

    async def begin(request: Request) -> None:
        given = request.headers.get("x-request-id", "")
        request.ctx.request_id = given if _GIVEN_ID(given) else secrets.token_hex(8)
        request_id.set(request.ctx.request_id)
        request.ctx.started = clock.monotonic()

    async def finish(request: Request, response: HTTPResponse) -> None:
        response.headers.update(headers)
        response.headers["x-request-id"] = id_of(request)
        response.headers.setdefault("cache-control", "no-store")
        _note(request, response.status)

    app.on_request(begin)
    app.on_response(finish)  # type: ignore[no-untyped-call]


def security_headers(settings: Settings) -> dict[str, str]:
    """The headers every answer carries; HSTS where real people are served."""
    headers = {
        "content-security-policy": _POLICY.format(ancestors=settings.frame_ancestors),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(self), geolocation=(self), microphone=(self)",
    }
    if settings.is_production:
        headers["strict-transport-security"] = f"max-age={_YEAR_SECONDS}; includeSubDomains"
    return headers


def id_of(request: Request) -> str:
    """The request's id, also for one that broke before it began."""
    given: str | None = getattr(request.ctx, "request_id", None)
    if given is None:
        given = request.ctx.request_id = secrets.token_hex(8)
    return given


def address_of(request: Request) -> str:
    """Who is at the other end; behind trusted proxies, whom the nearest of them names."""
    return request.remote_addr or request.ip


def _note(request: Request, status: int) -> None:
    """One line a request: the route's pattern, never the values in it."""
    passed = clock.monotonic() - getattr(request.ctx, "started", clock.monotonic())
    route = f"/{request.route.path}" if request.route else "unknown"
    metrics.count(request.method, route, status, passed)
    actor = getattr(request.ctx, "actor", None)
    log.info(
        "%s %s %s",
        request.method,
        route,
        status,
        extra={"fields": {"ms": round(passed * 1000, 1), "by": actor.id if actor else ""}},
    )

"""Doors for operators: is the process alive, may it be sent requests, what are its figures."""

import hmac
import ipaddress
import logging
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
from sanic import Blueprint, HTTPResponse, Request
from tortoise.exceptions import BaseORMException

from server.core import clock, database, redis
from server.core.config import settings
from server.core.errors import NotAllowed, Refusal
from server.web import metrics
from server.web.access import anyone

log = logging.getLogger(__name__)
blueprint = Blueprint("ops")
_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_AWAY: tuple[type[BaseException], ...] = (
    Refusal,
    BaseORMException,
    OSError,
    *database.TRANSIENT,
)


class Readiness(msgspec.Struct, frozen=True):
    """Whether this process may be sent requests, and what it misses."""

    ready: bool
    database: str
    migrations: str
    redis: str


@blueprint.get("/healthz")
@anyone
async def healthz(_: Request) -> HTTPResponse:
    """The process is alive and its loop turns."""
    return HTTPResponse(b'{"alive":true}', content_type="application/json")


@blueprint.get("/readyz")
@anyone
async def readyz(request: Request) -> HTTPResponse:
    """Database and migrations must be there; without Redis we are slower, not down."""
    found = await _readiness(is_stopping=getattr(request.app.ctx, "is_stopping", False))
    return HTTPResponse(
        msgspec.json.encode(found), 200 if found.ready else 503, content_type="application/json"
    )


async def _readiness(*, is_stopping: bool) -> Readiness:
    missing = await _migrations()
    return Readiness(
        ready=missing == "applied" and not is_stopping,
        database="away" if missing == "unknown" else "there",
        migrations=missing,
        redis=await _redis(),
    )


async def _migrations() -> str:
    try:
        rows = await database.fetch("SELECT name FROM tortoise_migrations WHERE app = 'onetrip'")
    except _AWAY:
        return "unknown"
    return "missing" if _known_steps() - {row["name"] for row in rows} else "applied"


@cache
def _known_steps() -> frozenset[str]:
    return frozenset(path.stem for path in _MIGRATIONS.glob("[0-9]*.py"))


async def _redis() -> str:
    if not settings().redis_url:
        return "not_set"
    try:
        await redis.client().ping()
    except redis.Away:
        return "away"
    return "there"


@blueprint.get("/metrics")
@anyone
async def figures(request: Request) -> HTTPResponse:
    """Prometheus's text, for this machine or for who knows the token."""
    _check_operator(request)
    return HTTPResponse(metrics.text(await _ages()), content_type="text/plain; version=0.0.4")


def _check_operator(request: Request) -> None:
    token = settings().metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token:
        if not hmac.compare_digest(token.encode(), given.encode()):
            raise NotAllowed
        return
    forwarded = "x-forwarded-for" in request.headers or "x-real-ip" in request.headers
    if forwarded or not ipaddress.ip_address(request.ip).is_loopback:
        raise NotAllowed


_AGES = """
SELECT
  (SELECT min(published_at) FROM outbox_events WHERE expanded_at IS NULL) AS unexpanded,
  (SELECT min(told.published_at) FROM outbox_jobs job JOIN outbox_events told
     ON told.id = job.event_id WHERE job.state = 'waiting') AS undelivered,
  (SELECT count(*) FROM outbox_jobs WHERE state = 'stuck') AS stuck,
  (SELECT min(told.created_at) FROM notice_sends send JOIN notices told
     ON told.id = send.notice_id WHERE send.state = 'waiting' AND send.channel = 'wechat'
     AND (send.attempts > 0 OR send.due_at <= $1)) AS cards,
  (SELECT min(told.created_at) FROM notice_sends send JOIN notices told
     ON told.id = send.notice_id WHERE send.state = 'waiting' AND send.channel = 'sms'
     AND (send.attempts > 0 OR send.due_at <= $1)) AS sms,
  (SELECT min(marked_at) FROM notice_sends WHERE state = 'marked') AS unsettled,
  (SELECT min(created_at) FROM register_queries WHERE state = 'waiting') AS unasked,
  (SELECT min(ready_by) FROM register_queries WHERE state = 'asked') AS unanswered,
  (SELECT min(received_at) FROM wechat_pushes WHERE handled_at IS NULL) AS unhandled,
  (SELECT min(written_at) FROM audit_rows WHERE sequence IS NULL) AS unsealed
"""


async def _ages() -> dict[str, tuple[str, float]]:
    try:
        row = await database.fetch_one(_AGES, clock.now()) or {}
    except _AWAY:
        log.warning("metrics without the database")
        return {}
    system, real = clock.now(), clock.real_now()

    def age(name: str, until: datetime) -> float:
        since = row[name]
        return max(0.0, (until - since).total_seconds()) if since else 0.0

    return {
        "onetrip_outbox_unexpanded_seconds": ("Oldest unread event.", age("unexpanded", system)),
        "onetrip_outbox_waiting_seconds": ("Oldest undone job.", age("undelivered", system)),
        "onetrip_outbox_stuck_jobs": ("Jobs that wait for a person.", float(row["stuck"])),
        "onetrip_wechat_unsent_seconds": ("Oldest card not sent.", age("cards", system)),
        "onetrip_wechat_unsettled_seconds": ("Oldest unsure card.", age("unsettled", system)),
        "onetrip_wechat_unhandled_seconds": ("Oldest unread push.", age("unhandled", system)),
        "onetrip_sms_unsent_seconds": ("Oldest SMS not sent.", age("sms", system)),
        "onetrip_register_unasked_seconds": ("Oldest unasked query.", age("unasked", system)),
        "onetrip_register_late_seconds": ("Latest overdue answer.", age("unanswered", system)),
        "onetrip_audit_unsealed_seconds": ("Oldest unsealed row.", age("unsealed", real)),
    }

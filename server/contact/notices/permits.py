"""The ledger of WeChat permits: one consent, one card; 43101 means the person said no."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.core import clock, database

# The app and WeChat both tell of one tap; whoever comes second within this time adds nothing.
SAME_TAP = timedelta(seconds=15)

_ENTER = """
INSERT INTO wechat_permits (account_id, appid, openid, template, change, reason, once_key, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (once_key) DO NOTHING
"""
_EMPTY = """
INSERT INTO wechat_permits (account_id, appid, openid, template, change, reason, once_key, at)
SELECT $1, $2, $3, $4, -1, $5, $6 || ':' || n, $7 FROM generate_series(1, $8::int) AS n
ON CONFLICT (once_key) DO NOTHING
"""
_TOLD_BY_THE_OTHER = """
SELECT 1 FROM wechat_permits WHERE openid = $1 AND template = $2 AND reason = 'accepted'
   AND split_part(once_key, ':', 1) <> split_part($3, ':', 1) AND at BETWEEN $4 AND $5 LIMIT 1
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_CHANGES = {"accepted": 1, "rejected": 0, "spent": -1, "refunded": 1}


@dataclass(frozen=True)
class Line:
    """Whose permits for which template."""

    account_id: UUID
    appid: str
    openid: str
    template: str


async def permit(
    account_id: UUID, *, appid: str, openid: str, template: str, reason: str, once_key: str
) -> None:
    """Enter what happened to permits; the same once-key, or the same tap, counts once."""
    await enter(Line(account_id, appid, openid, template), reason, once_key)


async def enter(line: Line, reason: str, once_key: str, *, at: datetime | None = None) -> None:
    """The same, at the moment WeChat names."""
    moment = at or clock.now()
    async with database.transaction():
        await hold(line)
        if reason == "accepted" and await _is_told(line, once_key, moment):
            return
        change = _CHANGES[reason]
        await database.execute(_ENTER, *_columns(line), change, reason, once_key, moment)


def _columns(line: Line) -> tuple[UUID, str, str, str]:
    return line.account_id, line.appid, line.openid, line.template


async def hold(line: Line) -> None:
    """Let nobody else change these permits until the transaction ends."""
    await database.fetch(_LOCK, f"permits:{line.openid}:{line.template}")


async def _is_told(line: Line, once_key: str, at: datetime) -> bool:
    found = await database.fetch(
        _TOLD_BY_THE_OTHER, line.openid, line.template, once_key, at - SAME_TAP, at + SAME_TAP
    )
    return bool(found)


async def end(line: Line, reason: str, once_key: str) -> None:
    """WeChat or the person says there is no permit: whatever we counted, it is none."""
    async with database.transaction():
        await hold(line)
        left = await balance(line.openid, line.template)
        await database.execute(_EMPTY, *_columns(line), reason, once_key, clock.now(), left)


async def balance(openid: str, template: str) -> int:
    """How many cards may still be sent."""
    row = await database.fetch_one(
        "SELECT coalesce(sum(change), 0) AS left FROM wechat_permits"
        " WHERE openid = $1 AND template = $2",
        openid,
        template,
    )
    return max(0, int(row["left"])) if row else 0

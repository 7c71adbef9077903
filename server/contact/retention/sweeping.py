"""Old notices, delivered events, read pushes and log files: erased a portion at a time."""

from datetime import timedelta

from server.core import clock, database
from server.core.actors import SYSTEM
from server.core.config import settings
from server.core.text import log as logs
from server.registry import audit

NOTICES_KEPT = timedelta(days=730)
EVENTS_KEPT = timedelta(days=30)
PORTION = 1000

_HANGING = """
SELECT con.conrelid::regclass::text AS name, att.attname AS column
  FROM pg_constraint con
  JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
 WHERE con.contype = 'f' AND con.confrelid = 'notices'::regclass AND con.confdeltype <> 'c'
"""
_OLD_NOTICES = """
SELECT id FROM notices WHERE created_at < $1 AND read_at IS NOT NULL ORDER BY created_at LIMIT $2
"""
# The newest events stay whatever their age: order within a subject is told by what is unread.
_OLD_EVENTS = """
DELETE FROM outbox_events WHERE id IN (
  SELECT told.id FROM outbox_events told
   WHERE told.expanded_at < $1 AND NOT EXISTS (SELECT 1 FROM outbox_jobs job
     WHERE job.event_id = told.id AND (job.state <> 'done' OR job.done_at >= $1))
   ORDER BY told.id LIMIT $2)
RETURNING id
"""
_OLD_PUSHES = """
DELETE FROM wechat_pushes WHERE push_key IN (
  SELECT push_key FROM wechat_pushes WHERE handled_at < $1 LIMIT $2) RETURNING push_key
"""


async def forget_notices() -> int:
    """Erase notices that were read and are older than two years, with how they were sent."""
    async with database.transaction():
        old = await database.fetch(_OLD_NOTICES, clock.now() - NOTICES_KEPT, PORTION)
        known = [row["id"] for row in old]
        if not known:
            return 0
        for hanging in await database.fetch(_HANGING):
            await database.execute(
                f'DELETE FROM {hanging["name"]} WHERE "{hanging["column"]}" = ANY($1::uuid[])',
                known,
            )
        await database.execute("DELETE FROM notices WHERE id = ANY($1::uuid[])", known)
        await _note("notices", len(known))
    return len(known)


async def forget_events() -> int:
    """Erase events delivered, and pushes read, more than thirty days ago."""
    real, system = clock.real_now() - EVENTS_KEPT, clock.now() - EVENTS_KEPT
    async with database.transaction():
        events = await database.fetch(_OLD_EVENTS, real, PORTION)
        pushes = await database.fetch(_OLD_PUSHES, system, PORTION)
        if events:
            await _note("outbox-events", len(events))
        if pushes:
            await _note("wechat-pushes", len(pushes))
    return len(events) + len(pushes)


async def forget_logs() -> int:
    """Remove log files older than the settings keep them."""
    removed = logs.forget_old(settings())
    if removed:
        await _note("log-files", len(removed))
    return len(removed)


async def _note(what: str, count: int) -> None:
    told: dict[str, object] = {"count": count}
    await audit.record(SYSTEM, "forget", what, reason="retention", detail=told)

"""What became of SMS that left: the gateway is asked until it knows, a day at most."""

from datetime import datetime, timedelta
from typing import Any

from server.connectors import Away, World
from server.contact.notices import calls
from server.core import clock, database

FIRST_LOOK, NEXT_LOOK = timedelta(minutes=2), timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=1)
_CLAIM = """
UPDATE notice_sends SET look_at = $1::timestamptz + $2::interval
 WHERE id IN (SELECT id FROM notice_sends WHERE look_at <= $1
   ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id, notice_id, provider_ref, settled_at
"""
_SETTLE = """
UPDATE notice_sends SET state = $2, delivered_at = $3, look_at = NULL, last_error = nullif($4, '')
 WHERE id = $1 AND look_at IS NOT NULL RETURNING notice_id
"""


async def look_due(world: World, *, batch: int = 20) -> int:
    """Ask after SMS whose arrival is not known; returns how many were settled."""
    claimed = await database.fetch(_CLAIM, clock.now(), NEXT_LOOK, batch)
    settled = 0
    for row in claimed:
        settled += await _look(world, row)
    return settled


async def _look(world: World, row: dict[str, Any]) -> int:
    try:
        told = await world.sms.outcome(row["provider_ref"])
    except Away:
        told = "accepted"
    if told == "delivered":
        await database.execute(_SETTLE, row["id"], "sent", clock.now(), "")
        return 1
    if told == "failed":
        await _fell(row, "refused", "the gateway could not deliver it")
        return 1
    if _is_old(row["settled_at"]):
        await _fell(row, "unsettled", "no receipt within a day")
        return 1
    return 0


def _is_old(sent_at: datetime | None) -> bool:
    return sent_at is not None and clock.now() - sent_at > GIVE_UP_AFTER


async def _fell(row: dict[str, Any], state: str, why: str) -> None:
    """It did not arrive as far as anybody knows: somebody calls."""
    async with database.transaction():
        if await database.fetch(_SETTLE, row["id"], state, None, why):
            await calls.want(row["notice_id"], "not_reached")

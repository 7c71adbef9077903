"""When a message may ring: not at night, and not more often than somebody can bear."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.catalogue import parameters
from server.core import clock, database

NATION = "100000"
_REGION = "SELECT region_code FROM cases WHERE case_no = $1"
_TODAY = """
SELECT count(*) AS sent FROM notice_sends s JOIN notices n ON n.id = s.notice_id
 WHERE n.account_id = $1 AND s.id <> $2 AND s.state IN ('sent', 'marked', 'unsettled')
   AND coalesce(s.marked_at, s.settled_at) >= $3
"""


async def region_of(case_no: str | None) -> str:
    """Whose parameters hold for a notice."""
    row = await database.fetch_one(_REGION, case_no) if case_no else None
    return str(row["region_code"]) if row else NATION


async def wait_until(send_id: UUID, notice: dict[str, Any]) -> datetime | None:
    """When to try again instead of now, or None; an urgent notice waits for nothing."""
    if notice["is_urgent"]:
        return None
    held = parameters.current(await region_of(notice["case_no"]), clock.today())
    start, end = (
        int(held.value("contact.quiet_from", 21)),
        int(held.value("contact.quiet_until", 8)),
    )
    now = clock.now()
    quiet = quiet_until(now, start, end)
    if quiet is not None:
        return quiet
    row = await database.fetch_one(
        _TODAY, notice["account_id"], send_id, clock.start_of(clock.today())
    )
    if row and row["sent"] >= int(held.value("contact.most_a_day", 6)):
        return clock.start_of(clock.today() + timedelta(days=1)) + timedelta(hours=end)
    return None


def quiet_until(now: datetime, start: int, end: int) -> datetime | None:
    """The end of the quiet hours a moment lies in, or None."""
    local = clock.local(now)
    if end <= local.hour < start:
        return None
    morning = clock.start_of(local.date()) + timedelta(hours=end)
    return morning if local.hour < end else morning + timedelta(days=1)

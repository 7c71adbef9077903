"""Drafts: told of in the app before they go, by message only to who asked for it; then erased."""

import logging
from datetime import datetime, timedelta

from server.casework import cases
from server.contact import notices
from server.core import clock, database
from server.core.actors import SYSTEM, Actor

KEPT = timedelta(days=90)
TOLD_BEFORE = timedelta(days=14)
PORTION = 50  # each ten minutes of the day: no more than a few thousand, however many there are
_FIRST_HOUR, _LAST_HOUR = 9, 20

log = logging.getLogger(__name__)

_DUE = """
SELECT c.id, c.case_no, coalesce(r.wants_message, false) AS wants_message
  FROM cases c LEFT JOIN draft_reminders r ON r.case_id = c.id
 WHERE c.stage = 'draft' AND c.saved_at < $1
   AND NOT EXISTS (SELECT 1 FROM reports o WHERE o.case_id = c.id)
   AND (r.reminded_at IS NULL OR r.reminded_at < c.saved_at)
 ORDER BY c.saved_at LIMIT $2 FOR UPDATE OF c SKIP LOCKED
"""
_TOLD = """
INSERT INTO draft_reminders (case_id, wants_message, changed_at, reminded_at)
VALUES ($1, false, $2, $2) ON CONFLICT (case_id) DO UPDATE SET reminded_at = $2
"""
_WISH = """
INSERT INTO draft_reminders (case_id, wants_message, changed_at) VALUES ($1, $2, $3)
ON CONFLICT (case_id) DO UPDATE SET wants_message = $2, changed_at = $3
"""
_GONE = """
SELECT c.id FROM cases c JOIN draft_reminders r ON r.case_id = c.id
 WHERE c.stage = 'draft' AND c.saved_at < $1 AND r.reminded_at >= c.saved_at
   AND r.reminded_at < $2 ORDER BY c.saved_at LIMIT $3
"""


async def wish(case_no: str, *, wants_message: bool, by: Actor) -> None:
    """Say whether a message may come before this draft is erased. Raises CaseUnknown, NotADraft."""
    async with database.transaction():
        case = await cases.mine(case_no, by)
        if case.stage != "draft":
            raise cases.NotADraft
        await database.execute(_WISH, case.id, wants_message, clock.now())


async def wants_reminder(case_no: str) -> bool:
    """Whether a message was asked for."""
    row = await database.fetch_one(
        "SELECT r.wants_message FROM draft_reminders r JOIN cases c ON c.id = r.case_id"
        " WHERE c.case_no = $1",
        case_no,
    )
    return bool(row and row["wants_message"])


async def remind_of_drafts() -> int:
    """Tell of drafts that will be erased in two weeks; by day, a portion at a time."""
    now = clock.now()
    if not _FIRST_HOUR <= clock.local(now).hour < _LAST_HOUR:
        return 0
    async with database.transaction():
        due = await database.fetch(_DUE, now - (KEPT - TOLD_BEFORE), PORTION)
        for row in due:
            await _tell(row["case_no"], now, with_message=row["wants_message"])
            await database.execute(_TOLD, row["id"], now)
    return len(due)


async def _tell(case_no: str, now: datetime, *, with_message: bool) -> None:
    case = await cases.of(case_no)
    tell = notices.tell if with_message else notices.tell_in_app
    for account_id in await cases.recipients(case):
        await tell(
            account_id,
            "draft-ends",
            f"draft-ends:{case_no}:{now:%Y%m%d}:{account_id}",
            case_no=case_no,
            params={"case_no": case_no[-6:], "due": _day(now + TOLD_BEFORE)},
            person_id=case.applicant_id,
        )


def _day(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local.month}月{local.day}日"


async def forget_drafts() -> int:
    """Erase drafts that were told of two weeks ago and not touched since."""
    now, gone = clock.now(), 0
    limit = now - KEPT
    for row in await database.fetch(_GONE, limit, now - TOLD_BEFORE, PORTION):
        try:
            gone += await cases.forget_draft(
                row["id"], saved_before=limit, reason="retention", by=SYSTEM
            )
        except database.IntegrityError as held:
            log.warning("a draft cannot be erased: %s", database.constraint_of(held))
    return gone

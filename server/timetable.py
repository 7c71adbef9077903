"""What runs when. The leader among the workers runs each entry at its interval."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from server.casework import checks, conferences, conflicts, desk, publicity
from server.contact import conversations, notices, retention
from server.core import clock, database
from server.registry import sessions

IDEMPOTENCY_LIFE = timedelta(days=2)


@dataclass(frozen=True)
class Entry:
    """One thing to do again and again."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


async def forget_old_keys() -> None:
    """Idempotency keys are kept for two days."""
    await database.execute(
        "DELETE FROM idempotency_keys WHERE claimed_at < $1", clock.real_now() - IDEMPOTENCY_LIFE
    )


TIMETABLE = (
    Entry("close publicity", timedelta(seconds=5), publicity.close_due),
    Entry("give up on registers", timedelta(minutes=5), checks.give_up_late),
    Entry("remind of answers due", timedelta(minutes=10), notices.remind_of_corrections),
    Entry("give silent owners' cases back", timedelta(minutes=10), desk.return_silent),
    Entry("tell of what is overdue", timedelta(minutes=10), desk.escalate_overdue),
    Entry("see who keeps out", timedelta(minutes=10), conflicts.step_in_due),
    Entry("follow-up visits", timedelta(minutes=10), conferences.remind_visits),
    Entry("give silent owners' talk back", timedelta(seconds=30), conversations.return_silent),
    Entry("settle WeChat sends", timedelta(seconds=20), notices.settle_overdue),
    Entry("remind who has not signed", timedelta(minutes=30), notices.remind_signers),
    Entry("forget idempotency keys", timedelta(hours=1), forget_old_keys),
    Entry("remind of old drafts", timedelta(minutes=10), retention.remind_of_drafts),
    Entry("forget old drafts", timedelta(minutes=10), retention.forget_drafts),
    Entry("forget old notices", timedelta(hours=1), retention.forget_notices),
    Entry("forget delivered events", timedelta(hours=1), retention.forget_events),
    Entry("forget old logs", timedelta(hours=12), retention.forget_logs),
    Entry("sweep sessions", timedelta(hours=1), sessions.sweep),
)

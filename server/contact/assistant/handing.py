"""Handing over: to whose office, by when, and how urgent."""

from datetime import timedelta

from bots.messages import Outcome
from server.contact.assistant.skills import Doing
from server.contact.conversations import Conversation, HandOver, promised
from server.core import clock
from server.registry import regions, workdays

DANGER_WITHIN = timedelta(minutes=5)
_TOWNSHIP = 4


def of(outcome: Outcome, doing: Doing, known: Conversation | None) -> HandOver | None:
    """The hand-over a turn ends in, or nothing; danger is answered within five minutes."""
    if outcome.handed_over is None:
        return _owed(known)
    if outcome.alarm:
        by = clock.now() + DANGER_WITHIN
    else:
        by = doing.promised_at or promised(
            clock.now(), workdays.is_workday, is_urgent=outcome.urgent
        )
    reason = "crisis" if outcome.alarm else outcome.handed_over
    office = (known.office_code if known else None) or _office(doing.region)
    return HandOver(reason, office, by, is_urgent=outcome.urgent)


def _owed(known: Conversation | None) -> HandOver | None:
    """Who speaks to the person that has the conversation is owed an answer by a new time."""
    if known is None or known.state != "person":
        return None
    by = promised(clock.now(), workdays.is_workday, is_urgent=known.is_urgent)
    return HandOver(known.reason or "person", known.office_code or known.region_code, by)


def _office(region: str) -> str:
    """The township whose staff answer; a wider place where it is not known."""
    township = regions.ancestor(region, _TOWNSHIP)
    return township.code if township else regions.of(region).code

"""Where the console leads: the main navigation, one line a page.

A module adds its page with one Place: its title, its address, who sees it, and, where something
waits there, how many (a function of the actor; the same number as on the page itself).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from server.casework import conferences, contests, desk, letters, reports, reserve, reviews, surveys
from server.contact import conversations, notices
from server.core.actors import CASE_ROLES, Actor, Role
from server.oversight import feedback

MOST = desk.COUNTED


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation; what is not for every day lies folded under one word."""

    title: str
    path: str
    roles: frozenset[Role]
    waiting: Callable[[Actor], Awaitable[int]] | None = None
    is_daily: bool = True


@dataclass(frozen=True)
class Entry:
    """A place as it is shown; `count` is empty where nothing is counted."""

    title: str
    path: str
    count: str
    is_daily: bool


# The queue's count comes from the queue itself: see frame.render.
QUEUE = Place("待办", "/console/queue", CASE_ROLES)
LETTERS = Place("文书", "/console/letters", CASE_ROLES, letters.unserved_count)
ALERTED = frozenset({Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
STEERING = ALERTED | {Role.MANAGER}
HEADS = frozenset({Role.HEAD, Role.COUNTY_APPROVER})


async def _papers(by: Actor) -> int:
    return await reserve.papers_waiting(by.office)


_TOWN = frozenset({Role.CLERK, Role.HEAD})
PLACES: tuple[Place, ...] = (
    QUEUE,
    Place("会话", "/console/inbox", conversations.READERS, conversations.count_waiting),
    LETTERS,
    Place("异议", "/console/objections", CASE_ROLES, reviews.objections_waiting),
    Place(
        "好差评", "/console/feedback", feedback.READERS, feedback.revisits_waiting, is_daily=False
    ),
    Place("看板", "/console/board", ALERTED),
    Place("打电话", "/console/calls", notices.CALLERS, notices.calls_waiting),
    Place("入户", "/console/surveys/", surveys.VISITING, surveys.waiting),
    Place("提醒", "/console/alerts", ALERTED, desk.alert_count),
    Place("AB 岗", "/console/deputies/", HEADS, is_daily=False),
    Place("信息有误", "/console/contests", CASE_ROLES, contests.open_count, is_daily=False),
    Place("报告", "/console/reports", CASE_ROLES, reports.count_waiting),
    Place("会商", "/console/conferences", CASE_ROLES, conferences.count_waiting, is_daily=False),
    Place("备用金", "/console/reserve", _TOWN, _papers, is_daily=False),
    Place("各镇备用金", "/console/reserve", CASE_ROLES - _TOWN, is_daily=False),
    Place("数字", "/console/figures", STEERING, is_daily=False),
    Place("人员", "/console/staff/", frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})),
    Place("审计", "/console/audit/", frozenset({Role.AUDITOR, Role.AUDIT_ADMIN})),
)


def first_of(by: Actor) -> str:
    """Where somebody's day begins: the first place of their role."""
    return next((place.path for place in PLACES if by.role in place.roles), QUEUE.path)


async def entries(by: Actor, queue_count: int | None) -> list[Entry]:
    """The navigation of one person."""
    found = []
    for place in PLACES:
        if by.role in place.roles:
            number = queue_count if place is QUEUE else None
            if place.waiting is not None:
                number = await place.waiting(by)
            # Nothing waiting is no number: a row of noughts hides the one that is not.
            count = shown(number) if number else ""
            found.append(Entry(place.title, place.path, count, place.is_daily))
    return found


def shown(count: int) -> str:
    """A count as it is shown: capped counts say so."""
    return f"{MOST}+" if count >= MOST else str(count)

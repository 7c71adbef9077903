"""The queue by raw SQL: overdue first, then by deadline; counts stop at a thousand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.casework import conflicts
from server.catalogue import workflow
from server.core import clock, database
from server.core.actors import Actor, Role
from server.registry import staff

MOST = 1000
PAGE = 50
SOON = timedelta(days=3)
_COUNTY_ROLES = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
_OPEN = ", ".join(f"'{stage}'" for stage in workflow.OPEN_STAGES)
# What each role works on; other stages wait for somebody else.
_WORK = {
    Role.CLERK: ("submitted", "accepted", "checking", "surveying"),
    Role.HEAD: ("reviewing",),
    Role.COUNTY_REVIEWER: ("county_review",),
    Role.COUNTY_APPROVER: ("county_review",),
}


@dataclass(frozen=True)
class QueueFilter:
    """Which view: `todo`, `mine`, `unclaimed`, `overdue`, `waiting`, `all`, or a stage."""

    view: str = "todo"
    find: str = ""
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class Row:
    """One case in the list."""

    id: UUID
    case_no: str
    name: str
    item_code: str
    item_version: int
    lane: str
    region_code: str
    stage: str
    due_at: datetime | None
    due_is_provisional: bool
    handler_id: UUID | None
    handler: str


@dataclass(frozen=True)
class Page:
    """Rows, and where the next page begins."""

    rows: tuple[Row, ...]
    next_after: tuple[datetime, UUID] | None


@dataclass(frozen=True)
class Counts:
    """How many in each view; 1000 means a thousand or more."""

    views: dict[str, int]


_CLERKS = ", ".join(f"'{stage}'" for stage in _WORK[Role.CLERK])


def _area(by: Actor) -> str:
    return "county_code" if by.role in _COUNTY_ROLES else "office_code"


@dataclass(frozen=True)
class _Asker:
    """Who looks: their own cases and those of whom they stand in for, and what is hidden."""

    by: Actor
    mine: list[UUID]
    hidden: list[UUID]


async def _asker(by: Actor) -> _Asker:
    own = [by.staff_id] if by.staff_id else []
    covered = await staff.covered_by(by.staff_id)
    return _Asker(by, own + covered, await conflicts.hidden_from(by.staff_id))


def _conditions(asker: _Asker, view: str) -> tuple[str, list[Any]]:
    """A view as SQL; `$1` is the office. Anything that is no view is taken for a stage."""
    where, values = _view(asker, view)
    if asker.hidden:
        values = [*values, asker.hidden]
        where = f"({where}) AND cases.id <> ALL(${len(values) + 1}::uuid[])"
    return where, values


def _view(asker: _Asker, view: str) -> tuple[str, list[Any]]:
    work, mine = list(_WORK.get(asker.by.role, ())), asker.mine
    todo = "stage = ANY($2::text[])"
    if asker.by.role is Role.COUNTY_REVIEWER:  # what a clerk would do where the county stepped in
        todo = f"({todo} OR (stepped_in_at IS NOT NULL AND stage IN ({_CLERKS})))"
    views: dict[str, tuple[str, list[Any]]] = {
        "todo": (
            f"{todo} AND (handler_id IS NULL OR handler_id = ANY($3::uuid[]))",
            [work, mine],
        ),
        "mine": (f"stage IN ({_OPEN}) AND handler_id = ANY($2::uuid[])", [mine]),
        "unclaimed": (f"{todo} AND handler_id IS NULL", [work]),
        "overdue": (
            f"stage IN ({_OPEN}) AND due_at < $2 AND NOT due_is_provisional",
            [clock.now()],
        ),
        "waiting": ("stage IN ('correction', 'publicity')", []),
        "all": (f"stage IN ({_OPEN})", []),
    }
    return views.get(view, ("stage = $2", [view]))


async def queue(by: Actor, wanted: QueueFilter) -> Page:
    """A page of the acting office's cases, the most urgent first."""
    where, values = _conditions(await _asker(by), wanted.view)
    arguments: list[Any] = [by.office, *values]
    if wanted.find:
        arguments.append(wanted.find.strip())
        slot = len(arguments)
        where += (
            f" AND (case_no = ${slot} OR applicant_name = ${slot}"
            f" OR applicant_pinyin LIKE lower(${slot}) || '%')"
        )
    if wanted.after:
        arguments += [*wanted.after]
        where += f" AND (due_at, cases.id) > (${len(arguments) - 1}, ${len(arguments)})"
    rows = await database.fetch(
        "SELECT cases.id, case_no, applicant_name AS name, item_code, item_version, lane,"
        " region_code, stage, due_at, due_is_provisional, handler_id,"
        " coalesce(staff.name, '') AS handler FROM cases"
        " LEFT JOIN staff ON staff.id = cases.handler_id"
        f" WHERE {_area(by)} = $1 AND {where}"
        f" ORDER BY due_at, cases.id LIMIT {PAGE + 1}",
        *arguments,
    )
    found = tuple(Row(**row) for row in rows[:PAGE])
    last = found[-1] if len(rows) > PAGE else None
    after = (last.due_at, last.id) if last and last.due_at else None
    return Page(found, after)


VIEWS = ("todo", "mine", "unclaimed", "overdue", "waiting", "all", "reviewing", "county_review")


async def counts(by: Actor) -> Counts:
    """How many wait in each view, counted to a thousand at most, in one statement."""
    parts: list[str] = []
    arguments: list[Any] = [by.office]
    asker = await _asker(by)
    for view in VIEWS:
        where, values = _conditions(asker, view)
        for place in range(len(values) + 1, 1, -1):
            where = where.replace(f"${place}", f"${place + len(arguments) - 1}")
        arguments += values
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM cases WHERE {_area(by)} = $1 AND {where}"
            f' LIMIT {MOST}) AS found) AS "{view}"'
        )
    row = await database.fetch_one("SELECT " + ", ".join(parts), *arguments)
    return Counts({view: int(count) for view, count in (row or {}).items()})

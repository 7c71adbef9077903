"""The queue by raw SQL: overdue first, then by deadline; counts stop at 500."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from server.casework.desk import views
from server.casework.desk.views import Asker, QueueFilter, Where
from server.core import database
from server.core.actors import Actor
from server.registry import audit

# A count above this is shown as that much or more: what one batch may hold, and what a large
# office can be told as quickly as a small one.
COUNTED = 500
PAGE = 50
_COLUMNS = """SELECT cases.id, case_no, applicant_name AS name, item_code, item_version, lane,
 region_code, office_code, stage, stage_at, submitted_at, due_at, due_is_provisional, handler_id,
 coalesce(staff.name, '') AS handler, stage = 'submitted' AND EXISTS (SELECT 1 FROM corrections c
 WHERE c.case_id = cases.id AND c.answered_at IS NOT NULL) AS is_answered
 FROM cases LEFT JOIN staff ON staff.id = cases.handler_id"""
GROUPS = ("over", "today", "soon", "later")


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
    office_code: str
    stage: str
    stage_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    due_is_provisional: bool
    handler_id: UUID | None
    handler: str
    is_answered: bool


@dataclass(frozen=True)
class Page:
    """Rows, and where the next page begins."""

    rows: tuple[Row, ...]
    next_after: tuple[datetime, UUID] | None


def place_of(after: tuple[datetime, UUID]) -> str:
    """A place in the list as it travels in an address."""
    return f"{after[0].isoformat()}~{after[1]}"


def place_at(text: str) -> tuple[datetime, UUID] | None:
    """The place an address names; None where it names none."""
    at, _, last = text.partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(last)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Counts:
    """How many in each view; 500 means 500 or more."""

    views: dict[str, int]


@dataclass(frozen=True)
class Tally:
    """How many a filter finds, by how near their deadline is; 500 means 500 or more."""

    over: int
    today: int
    soon: int
    later: int

    @property
    def total(self) -> int:
        """All of them."""
        return min(COUNTED, self.over + self.today + self.soon + self.later)


async def queue(by: Actor, wanted: QueueFilter) -> Page:
    """A page of the acting office's cases, the most urgent first; a search is audited."""
    found = await rows(by, wanted, most=PAGE + 1)
    if wanted.find:
        async with database.transaction():
            await audit.record(by, "search", "cases", detail={"shown": len(found[:PAGE])})
    last = found[PAGE - 1] if len(found) > PAGE else None
    after = (last.due_at, last.id) if last and last.due_at else None
    return Page(tuple(found[:PAGE]), after)


async def rows(by: Actor, wanted: QueueFilter, *, most: int) -> list[Row]:
    """So many rows of a filter, the most urgent first."""
    where = await _where(by, wanted)
    if wanted.after:
        at, last = (where.slot(value) for value in wanted.after)
        where.add(f"(due_at, cases.id) > ({at}, {last})")
    found = await database.fetch(
        f"{_COLUMNS} WHERE {where.sql} ORDER BY due_at, cases.id LIMIT {most}", *where.values
    )
    return [Row(**row) for row in found]


async def _where(by: Actor, wanted: QueueFilter) -> Where:
    where = Where()
    asker = await views.asker_of(by)
    views.area(where, asker)
    views.view(where, asker, wanted.view)
    views.narrow(where, by, wanted)
    return where


async def counts(by: Actor) -> Counts:
    """How many wait in each view, counted to 500 at most, in one statement."""
    asker = await views.asker_of(by)
    return Counts(await _count(asker, {name: QueueFilter(view=name) for name in views.VIEWS}))


async def counts_of(by: Actor, wanted: dict[str, QueueFilter]) -> dict[str, int]:
    """How many each of these filters finds."""
    return await _count(await views.asker_of(by), wanted) if wanted else {}


async def tally(by: Actor, wanted: QueueFilter) -> Tally:
    """How many one filter finds, by deadline."""
    asker = await views.asker_of(by)
    asked = {
        group: replace(wanted, due=group)
        for group in GROUPS
        if not wanted.due or wanted.due == group
    }
    return Tally(**{**dict.fromkeys(GROUPS, 0), **await _count(asker, asked)})


async def names_of(case_nos: list[str], by: Actor) -> dict[str, str]:
    """Whose cases these are, of those this person may see."""
    where = Where()
    views.area(where, await views.asker_of(by))
    where.add(f"case_no = ANY({where.slot(case_nos)}::text[])")
    rows = await database.fetch(
        f"SELECT case_no, applicant_name FROM cases WHERE {where.sql}", *where.values
    )
    return {row["case_no"]: row["applicant_name"] for row in rows}


async def hidden_count(by: Actor) -> int:
    """How many open cases of the office are not shown, because one keeps out of them."""
    asker = await views.asker_of(by)
    if not asker.hidden:
        return 0
    where = Where()
    views.area(where, replace(asker, hidden=[]))
    views.view(where, asker, "all")
    where.add(f"id = ANY({where.slot(asker.hidden)}::uuid[])")
    row = await database.fetch_one(
        f"SELECT count(*) AS n FROM cases WHERE {where.sql}", *where.values
    )
    return int(row["n"]) if row else 0


async def _count(asker: Asker, wanted: dict[str, QueueFilter]) -> dict[str, int]:
    shared, parts = Where(), []
    for name, one in wanted.items():
        found = " UNION ALL ".join(
            f"(SELECT 1 FROM cases WHERE {_condition(shared, asker, each)} LIMIT {COUNTED})"
            for each in _ranges(one)
        )
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM ({found}) AS each LIMIT {COUNTED}) AS found)"
            f' AS "{name}"'
        )
    row = await database.fetch_one("SELECT " + ", ".join(parts), *shared.values)
    return {name: int(count) for name, count in (row or {}).items()}


def _condition(shared: Where, asker: Asker, wanted: QueueFilter) -> str:
    shared.parts = []
    views.area(shared, asker)
    views.view(shared, asker, wanted.view)
    views.narrow(shared, asker.by, wanted)
    return shared.sql


def _ranges(wanted: QueueFilter) -> list[QueueFilter]:
    """A filter as ranges of one index: a condition with OR would walk past all the rest."""
    if wanted.due != "later":
        return [wanted]
    return [replace(wanted, due=part) for part in views.LATER]

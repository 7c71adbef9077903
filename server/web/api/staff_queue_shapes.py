"""What the list of cases is asked, and what it answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from server.web.api.shapes import Answer, Asked, Code, ItemCode, RegionCode

View = Literal[
    "todo", "mine", "unclaimed", "overdue", "answered", "waiting", "silent", "all", "reviewing",
    "county_review", "found",
]  # fmt: skip
Near = Literal["over", "today", "soon", "later"]
_HANDLER = "^(none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
Handler = Annotated[str, msgspec.Meta(pattern=_HANDLER)]
Find = Annotated[str, msgspec.Meta(max_length=40)]
ViewName = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class CaseFilter(Asked, frozen=True):
    """Which cases: no view means what is found, all that fits, or else one's work.

    `handler` is an id, or `none` for what nobody has taken; `due` is how near the deadline is.
    """

    view: View | None = None
    find: Find = ""
    item: ItemCode | None = None
    lane: Code | None = None
    stage: Code | None = None
    village: RegionCode | None = None
    town: RegionCode | None = None
    handler: Handler | None = None
    due: Near | None = None


class QueueAsked(CaseFilter, frozen=True):
    """A filter, and after which place the page begins (`next_after` of the page before)."""

    after: Code | None = None


class QueueRow(Answer, frozen=True):
    """One case in the queue."""

    case_no: str
    name: str
    item: str
    lane: str
    stage: str
    region: str
    due_at: datetime | None
    due_is_provisional: bool
    handler: str
    is_answered: bool


class TallyNow(Answer, frozen=True):
    """How many the filter finds, by how near their deadline is; 500 means 500 or more."""

    over: int
    today: int
    soon: int
    later: int


class Queue(Answer, frozen=True):
    """Fifty cases, the most urgent first, with the counts of every view; `tally` counts a filter
    that asks for more than a view.
    """

    rows: list[QueueRow]
    counts: dict[str, int]
    tally: TallyNow | None
    next_after: str | None


class ViewWanted(Asked, frozen=True):
    """A filter to keep under a name; the same name takes the new one. `find` is not kept."""

    name: ViewName
    wanted: CaseFilter


class KeptView(Answer, frozen=True):
    """A kept filter, and how many it finds now; 500 means 500 or more."""

    id: UUID
    name: str
    wanted: CaseFilter
    count: int


class KeptViews(Answer, frozen=True):
    """One's kept filters, in the order they were kept."""

    views: list[KeptView]


class TownLine(Answer, frozen=True):
    """One township's open cases; late, near, free, waiting and silent ones are among them."""

    place: str
    name: str
    open: int
    over: int
    today: int
    soon: int
    unclaimed: int
    waiting: int
    county: int
    silent: int


class HandsLine(Answer, frozen=True):
    """What one clerk has in hand."""

    name: str
    place: str
    open: int
    over: int
    soon: int


class BoardNow(Answer, frozen=True):
    """Every figure of one moment, in order of place and name: nobody is ranked."""

    at: datetime
    towns: list[TownLine]
    hands: list[HandsLine]

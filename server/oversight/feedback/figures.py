"""What an office sees of its ratings: closed months, never fewer than five together."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from server.catalogue import parameters
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.privacy import scrub
from server.oversight.feedback.errors import RevisitUnknown
from server.oversight.feedback.rating import WORDS, opened

READERS = frozenset(
    {Role.CLERK, Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER, Role.MANAGER}
)
_RATED = """
SELECT r.level, r.words_enc, c.applicant_name,
       date_trunc('month', r.rated_at AT TIME ZONE 'Asia/Shanghai')::date AS month
  FROM ratings r JOIN cases c ON c.id = r.case_id
  LEFT JOIN rating_exclusions x ON x.rating_id = r.id
 WHERE r.office_code LIKE $1 || '%' AND r.rated_at < $2
   AND coalesce(x.state, '') NOT IN ('excluded', 'appealed', 'upheld')
 ORDER BY month, md5(r.id::text)
"""
_REVISITS = """
SELECT count(*) AS bad, count(v.outcome) AS done,
       count(*) FILTER (WHERE v.outcome IS NULL AND v.due_at < $2 AND NOT v.due_is_provisional)
         AS overdue,
       count(*) FILTER (WHERE v.done_at <= v.due_at) AS in_time
  FROM revisits v JOIN ratings r ON r.id = v.rating_id WHERE r.office_code LIKE $1 || '%'
"""


@dataclass(frozen=True)
class Revisited:
    """How many bad ratings were looked into; the aim is every one of them."""

    bad: int
    done: int
    overdue: int
    in_time: int

    @property
    def rate(self) -> int | None:
        """Of those done or past their deadline, how many in a hundred were done."""
        due = self.done + self.overdue
        return self.done * 100 // due if due else None


@dataclass(frozen=True)
class Months:
    """Some closed months with at least the least number of ratings; words in no order."""

    first: date
    last: date
    levels: dict[int, int]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What an office sees: nothing that tells who rated, or which case."""

    least: int
    months: tuple[Months, ...]
    revisited: Revisited


async def figures_for(by: Actor) -> Figures:
    """The ratings of one's area, as far as they may be shown. Raises RevisitUnknown."""
    if by.role not in READERS or not by.office:
        raise RevisitUnknown
    held = parameters.current(by.office, clock.today())
    least = max(2, int(held.value("feedback.show_from", 5)))
    month = clock.start_of(clock.today().replace(day=1))
    rows = await database.fetch(_RATED, by.office, month)
    counted = await database.fetch_one(_REVISITS, by.office, clock.now())
    return Figures(least, tuple(grouped(rows, least)), Revisited(**(counted or {})))


def grouped(rows: list[dict[str, Any]], least: int) -> list[Months]:
    """Months together until there are enough; what is too little waits for more.

    Only closed months: a page looked at before and after a day tells nothing of that day.
    """
    groups: list[Months] = []
    waiting: list[dict[str, Any]] = []
    months = sorted({row["month"] for row in rows})
    for month in months:
        waiting += [row for row in rows if row["month"] == month]
        if len(waiting) >= least:
            groups.append(_months(waiting))
            waiting = []
    return groups[::-1]


def _months(rows: list[dict[str, Any]]) -> Months:
    levels = {level: sum(row["level"] == level for row in rows) for level in (5, 4, 3, 2, 1)}
    words = sorted(filter(None, (_words(row) for row in rows)))
    return Months(rows[0]["month"], rows[-1]["month"], levels, tuple(words))


def _words(row: dict[str, Any]) -> str:
    said = scrub(opened(row["words_enc"], WORDS))
    return said.replace(row["applicant_name"], "某某")

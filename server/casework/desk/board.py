"""The figures of a county or township, all from one statement at one moment; nobody is ranked."""

from dataclasses import dataclass
from datetime import datetime

from server.casework.desk.access import COUNTY_ROLES
from server.casework.desk.views import OPEN, SILENT, WORK, today_and_soon
from server.core import clock, database
from server.core.actors import Actor, Role

_TOWNS = f"""
SELECT office_code AS place, count(*) AS open,
 count(*) FILTER (WHERE due_at <= $2 AND NOT due_is_provisional) AS over,
 count(*) FILTER (WHERE due_at > $2 AND due_at <= $3 AND NOT due_is_provisional) AS today,
 count(*) FILTER (WHERE due_at > $3 AND due_at <= $4 AND NOT due_is_provisional) AS soon,
 count(*) FILTER (WHERE handler_id IS NULL AND stage = ANY($5::text[])) AS unclaimed,
 count(*) FILTER (WHERE stage IN ('correction', 'publicity')) AS waiting,
 count(*) FILTER (WHERE stage = 'county_review') AS county,
 count(*) FILTER (WHERE handler_id IS NOT NULL AND stage_at < $6
   AND stage NOT IN ('correction', 'publicity')) AS silent
FROM cases WHERE {{area}} = $1 AND stage IN ({OPEN}) GROUP BY office_code ORDER BY office_code
"""
_HANDS = f"""
SELECT s.name, p.region_code AS place, count(c.id) AS open,
 count(c.id) FILTER (WHERE c.due_at <= $2 AND NOT c.due_is_provisional) AS over,
 count(c.id) FILTER (WHERE c.due_at > $2 AND c.due_at <= $3 AND NOT c.due_is_provisional) AS soon
FROM staff_posts p JOIN staff s ON s.id = p.staff_id
LEFT JOIN cases c ON c.handler_id = s.id AND c.office_code = p.region_code AND c.stage IN ({OPEN})
WHERE p.role = 'clerk' AND p.region_code LIKE $1 || '%' AND p.starts_on <= $4
 AND (p.ends_on IS NULL OR p.ends_on >= $4) AND (s.left_on IS NULL OR s.left_on > $4)
GROUP BY s.id, s.name, p.region_code ORDER BY p.region_code, s.name
"""


@dataclass(frozen=True)
class TownFigures:
    """One township's open cases: how many are late, near, free, waiting, silent."""

    place: str
    open: int
    over: int
    today: int
    soon: int
    unclaimed: int
    waiting: int
    county: int
    silent: int

    @property
    def rest(self) -> int:
        """Neither late nor near."""
        return self.open - self.over - self.today - self.soon


@dataclass(frozen=True)
class Hands:
    """What one clerk has in hand, for sharing work out; in order of place and name."""

    name: str
    place: str
    open: int
    over: int
    soon: int


@dataclass(frozen=True)
class Board:
    """A county's or township's figures at one moment."""

    at: datetime
    towns: tuple[TownFigures, ...]
    hands: tuple[Hands, ...]

    def total(self, name: str) -> int:
        """A figure over all townships."""
        return sum(getattr(town, name) for town in self.towns)


async def board(by: Actor) -> Board:
    """The figures of the acting office's area."""
    area = "county_code" if by.role in COUNTY_ROLES or by.role is Role.MANAGER else "office_code"
    now = clock.now()
    today, soon = today_and_soon(now)
    work, quiet = list(WORK[Role.CLERK]), now - SILENT
    towns = await database.fetch(_TOWNS.format(area=area), by.office, now, today, soon, work, quiet)
    hands = await database.fetch(_HANDS, by.office, now, soon, clock.today())
    return Board(
        at=now,
        towns=tuple(TownFigures(**row) for row in towns),
        hands=tuple(Hands(**row) for row in hands),
    )

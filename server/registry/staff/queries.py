"""Reading staff: posts, names, conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from server.core import clock, database
from server.core.actors import Actor, Role


@dataclass(frozen=True)
class Post:
    """A role somebody may act in today: their own, or a colleague's they stand in for."""

    role: Role
    region_code: str
    stands_for: UUID | None = None

    @property
    def code(self) -> str:
        """How the post is chosen when signing in: `clerk 320699100`."""
        return f"{self.role.value} {self.region_code}"


@dataclass(frozen=True)
class Listed:
    """A line of the staff list; a post reads `clerk 320699100`."""

    login: str
    name: str
    is_locked: bool
    posts: tuple[str, ...]


async def posts(staff_id: UUID) -> list[Post]:
    """The posts somebody may act in today: their own first, the oldest before the newer."""
    rows = await database.fetch(
        "SELECT role, region_code, stands_for FROM (SELECT DISTINCT ON (role, region_code)"
        " role, region_code, stands_for, starts_on FROM staff_acts WHERE staff_id = $1"
        " AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)"
        " ORDER BY role, region_code, stands_for NULLS FIRST) AS acts"
        " ORDER BY stands_for IS NOT NULL, starts_on, role",
        staff_id,
        clock.today(),
    )
    return [Post(Role(row["role"]), row["region_code"], row["stands_for"]) for row in rows]


async def acts_for(staff_id: UUID) -> list[Actor]:
    """Every role somebody may act in today, as the actor they then are; oldest post first."""
    names = await names_of([staff_id])
    return [
        Actor(
            id=f"staff:{staff_id}",
            role=post.role,
            name=names[staff_id],
            staff_id=staff_id,
            office=post.region_code,
        )
        for post in await posts(staff_id)
    ]


async def listed() -> list[Listed]:
    """Everybody who works here with the posts they hold today, by login."""
    rows = await database.fetch(
        "SELECT s.login, s.name, coalesce(s.locked_until > $2, false) AS is_locked,"
        " coalesce(array_agg(p.role || ' ' || p.region_code ORDER BY p.starts_on, p.role)"
        " FILTER (WHERE p.id IS NOT NULL), '{}') AS posts"
        " FROM staff s LEFT JOIN staff_posts p ON p.staff_id = s.id AND p.starts_on <= $1"
        " AND (p.ends_on IS NULL OR p.ends_on >= $1)"
        " WHERE s.left_on IS NULL OR s.left_on > $1 GROUP BY s.id ORDER BY s.login",
        clock.today(),
        clock.real_now(),
    )
    return [Listed(**{**row, "posts": tuple(row["posts"])}) for row in rows]


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a post today."""

    id: UUID
    name: str


async def holding(region_code: str, roles: Iterable[Role]) -> list[Holder]:
    """Who holds one of these roles in a region today, by name."""
    rows = await database.fetch(
        "SELECT DISTINCT s.id, s.name FROM staff s JOIN staff_posts p ON p.staff_id = s.id"
        " WHERE p.region_code = $1 AND p.role = ANY($2::text[]) AND p.starts_on <= $3"
        " AND (p.ends_on IS NULL OR p.ends_on >= $3) AND (s.left_on IS NULL OR s.left_on > $3)"
        " ORDER BY s.name, s.id",
        region_code,
        [role.value for role in roles],
        clock.today(),
    )
    return [Holder(**row) for row in rows]


async def names_of(staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id."""
    rows = await database.fetch(
        "SELECT id, name FROM staff WHERE id = ANY($1::uuid[])", list(staff_ids)
    )
    return {row["id"]: row["name"] for row in rows}


async def conflicts_of(staff_id: UUID, people: Iterable[UUID]) -> bool:
    """Whether one of these people is a declared relative."""
    rows = await database.fetch(
        "SELECT 1 FROM staff_relatives WHERE staff_id = $1 AND person_id = ANY($2::uuid[])",
        staff_id,
        list(people),
    )
    return bool(rows)

"""Reading and taking over households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.core import clock, database, ids
from server.core.errors import NotFound
from server.registry.households.models import HouseholdMember, HouseholdRow
from server.registry.people import is_adult


class NoHousehold(NotFound):
    """The register has not told us yet whom this person lives with."""

    code = "households.unknown"


@dataclass(frozen=True)
class Member:
    """One member as others may know them: no numbers."""

    person_id: UUID
    name: str
    relation: str
    born_on: date

    def is_adult(self, on: date) -> bool:
        """Whether this member signs for themselves on a day."""
        return is_adult(self.born_on, on)


@dataclass(frozen=True)
class Household:
    """Who lives together, as a source knew it."""

    id: UUID
    source: str
    as_of: date
    region_code: str | None
    members: tuple[Member, ...]


async def of_person(person_id: UUID) -> Household | None:
    """The household somebody lives in now, or None when no register has told yet."""
    row = await HouseholdMember.get_or_none(person_id=person_id, left_at=None)
    return await of(row.household_id) if row else None


async def of(household_id: UUID) -> Household:
    """That household with its present members, or its last ones if all have moved.

    Raises NoHousehold.
    """
    row = await HouseholdRow.get_or_none(id=household_id)
    if row is None:
        raise NoHousehold
    members = await database.fetch(
        "SELECT m.person_id, p.name, m.relation, p.born_on FROM household_members m"
        " JOIN people p ON p.id = m.person_id WHERE m.household_id = $1"
        " AND m.left_at IS NOT DISTINCT FROM (SELECT left_at FROM household_members"
        " WHERE household_id = $1 ORDER BY left_at DESC NULLS FIRST LIMIT 1)"
        " ORDER BY p.born_on, p.pinyin",
        household_id,
    )
    found = tuple(Member(**member) for member in members)
    return Household(row.id, row.source, row.as_of, row.region_code, found)


async def store(
    members: Sequence[tuple[UUID, str]], *, as_of: date, source: str, region_code: str | None = None
) -> Household:
    """Take over what a register says: (person, relation) of everybody in one household.

    The home that most of them come from stays theirs unless more stay behind in it; newcomers
    move in, and who is no longer named has left.
    """
    async with database.transaction():
        people = [person_id for person_id, _ in members]
        # Two answers about the same people at once must not make two homes.
        await database.execute(
            "SELECT 1 FROM people WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", people
        )
        home = await _common_home(people)
        if home is None:
            home = ids.new()
            await HouseholdRow.create(
                id=home,
                source=source,
                as_of=as_of,
                region_code=region_code,
                created_at=clock.now(),
            )
        else:
            await HouseholdRow.filter(id=home).update(
                as_of=as_of, source=source, region_code=region_code
            )
        await _settle(home, members, source)
        return await of(home)


async def _common_home(people: list[UUID]) -> UUID | None:
    """The home most of them come from, if it does not leave more people behind than it takes."""
    row = await database.fetch_one(
        "SELECT household_id FROM household_members WHERE left_at IS NULL AND household_id IN"
        " (SELECT household_id FROM household_members WHERE left_at IS NULL"
        " AND person_id = ANY($1::uuid[])) GROUP BY household_id"
        " HAVING count(*) FILTER (WHERE person_id = ANY($1::uuid[])) * 2 >= count(*)"
        " ORDER BY count(*) DESC, household_id LIMIT 1",
        people,
    )
    return row["household_id"] if row else None


async def _settle(home: UUID, members: Sequence[tuple[UUID, str]], source: str) -> None:
    people, relations = zip(*members, strict=True)
    await database.execute(
        "UPDATE household_members SET left_at = $3 WHERE left_at IS NULL AND"
        " ((household_id = $1 AND person_id <> ALL($2::uuid[]))"
        " OR (household_id <> $1 AND person_id = ANY($2::uuid[])))",
        home,
        list(people),
        clock.now(),
    )
    await database.execute(
        "INSERT INTO household_members (id, household_id, person_id, relation, source)"
        " SELECT id, $1, person_id, relation, $5"
        " FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS named (id, person_id, relation)"
        " ON CONFLICT (household_id, person_id) DO UPDATE"
        " SET left_at = NULL, relation = EXCLUDED.relation, source = EXCLUDED.source",
        home,
        [ids.new() for _ in people],
        list(people),
        list(relations),
        source,
    )

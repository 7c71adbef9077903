"""The real-name check: before any application, and all that is asked without a consent."""

from datetime import date
from typing import Any
from uuid import UUID

from server.connectors import Away, Pending, RegisterQuery, RegisterResult, UnknownSubject, World
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid
from server.registry import audit, facts, households, people
from server.registry.facts import FactEntry
from server.registry.people import Person

_POLICE, _CIVIL = "public-security", "civil-affairs"
_IDENTITY = ("identity.matches", "identity.alive", "household.members")


class NameDoesNotMatch(Invalid):
    """The register knows no such name with that number."""

    code = "checks.name_does_not_match"


class PersonDied(Invalid):
    """The register says that this person has died; a clerk must look."""

    code = "checks.person_died"


async def real_name(
    world: World, name: str, id_no: str, by: Actor, *, is_another: bool = False
) -> Person:
    """Check name and number, learn the household and existing benefits, bind the account.

    `is_another`: somebody who shares this phone, besides the account's own person.
    Raises IdNumberWrong, NameWrong, NameDiffers, NameDoesNotMatch, PersonDied, RealNameBound, Away.
    """
    person = await people.identify(name, id_no)
    told = _values(await _ask(world, person, _POLICE, _IDENTITY))
    if not told.get("identity.matches"):
        raise NameDoesNotMatch(fields={"name": "field.name_does_not_match"})
    if told.get("identity.alive") is False:
        raise PersonDied
    benefits = await _benefits(world, person)
    async with database.transaction():
        await people.mark_verified(person.id, by=f"register:{_POLICE}")
        await _store_household(told.get("household.members") or [], person)
        if benefits is not None:
            await _store_benefits(person.id, benefits)
        if by.account_id is not None and is_another:
            await people.share(by.account_id, person.id, by=by)
        elif by.account_id is not None:
            await people.bind(by.account_id, person.id, by=by)
        await audit.record(by, "real-name", f"person:{person.id}")
    return person


async def _ask(
    world: World, person: Person, register: str, wanted: tuple[str, ...]
) -> RegisterResult:
    query = RegisterQuery(
        query_no=ids.public_no("Q", 16),
        register=register,
        purpose="real-name",
        case_no="",
        name=person.name,
        id_no=person.id_no,
        facts=wanted,
        as_of=clock.today(),
    )
    try:
        answer = await world.registers.ask(query)
    except UnknownSubject:
        raise NameDoesNotMatch(fields={"name": "field.name_does_not_match"}) from None
    if isinstance(answer, Pending):
        raise Away(system="registers")
    return answer


def _values(result: RegisterResult) -> dict[str, Any]:
    return {fact.key: fact.value for fact in result.facts}


async def _benefits(world: World, person: Person) -> RegisterResult | None:
    """Existing benefits help the form; without them nothing waits."""
    try:
        return await _ask(world, person, _CIVIL, ("benefits.existing",))
    except (Away, NameDoesNotMatch):
        return None


async def _store_household(told: list[dict[str, Any]], person: Person) -> None:
    members: list[tuple[UUID, str]] = []
    for entry in told:
        source = f"register:{_POLICE}"
        other = await people.confirm(entry["name"], entry["id_no"], by=source)
        members.append((other.id, entry["relation"]))
    if not any(member_id == person.id for member_id, _ in members):
        members.append((person.id, "本人"))
    await households.store(members, as_of=clock.today(), source=f"register:{_POLICE}")


async def _store_benefits(person_id: UUID, result: RegisterResult) -> None:
    held = _values(result).get("benefits.existing", [])
    until: date | None = result.facts[0].valid_until if result.facts else None
    await facts.record(
        [
            FactEntry(
                key="benefits.existing",
                subject_kind="person",
                subject_id=person_id,
                source=f"register:{_CIVIL}",
                coverage="covered",
                value=held,
                as_of=result.as_of,
                valid_until=until,
                query_no=result.query_no,
                stated_by=f"register:{_CIVIL}",
            )
        ]
    )

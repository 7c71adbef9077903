"""Who is called when a life is in danger, in which order; nobody entered: who works there."""

from dataclasses import dataclass
from uuid import UUID

from server.contact.conversations.errors import DutyInvalid
from server.core import clock, database
from server.core.actors import Actor, Role
from server.registry import audit, regions, staff

KEEPERS = frozenset({Role.HEAD, Role.COUNTY_REVIEWER})
_FALLBACK = (Role.HEAD, Role.CLERK, Role.COUNTY_REVIEWER)


@dataclass(frozen=True)
class Duty:
    """One person of the roster, in the order they are called."""

    staff_id: UUID
    name: str


async def roster_for(office: str) -> list[Duty]:
    """The nearest roster; else the heads and clerks of the nearest office that has any."""
    for region in regions.chain_of(office):
        rows = await database.fetch(
            "SELECT d.staff_id, s.name FROM crisis_duty d JOIN staff s ON s.id = d.staff_id"
            " WHERE d.region_code = $1 AND (s.left_on IS NULL OR s.left_on > $2)"
            " ORDER BY d.position",
            region,
            clock.today(),
        )
        if rows:
            return [Duty(**row) for row in rows]
        for role in _FALLBACK:
            if held := await staff.holding(region, [role]):
                return [Duty(one.id, one.name) for one in held]
    return []


async def of_region(region: str) -> list[Duty]:
    """The roster as it was entered for a region, and nothing else."""
    rows = await database.fetch(
        "SELECT d.staff_id, s.name FROM crisis_duty d JOIN staff s ON s.id = d.staff_id"
        " WHERE d.region_code = $1 ORDER BY d.position",
        region,
    )
    return [Duty(**row) for row in rows]


async def enter(by: Actor, people: list[tuple[UUID, str]]) -> None:
    """Set the roster of one's own area: who, in which order, under which phone.

    Raises DutyInvalid where somebody is named twice, has no phone, or does not work here.
    """
    here = {one.id for one in await staff.holding(by.office, list(Role))}
    named = [staff_id for staff_id, _ in people]
    if len(set(named)) != len(named) or not set(named) <= here:
        raise DutyInvalid(fields={"staff": "field.not_a_choice"})
    if not all(phone.isdigit() and len(phone) == 11 for _, phone in people):  # noqa: PLR2004
        raise DutyInvalid(fields={"phone": "field.missing"})
    async with database.transaction():
        await database.execute("DELETE FROM crisis_duty WHERE region_code = $1", by.office)
        for position, (staff_id, phone) in enumerate(people):
            await staff.set_phone(staff_id, phone)
            await database.execute(
                "INSERT INTO crisis_duty (region_code, position, staff_id, entered_by, entered_at)"
                " VALUES ($1, $2, $3, $4, $5)",
                by.office,
                position,
                staff_id,
                by.staff_id,
                clock.now(),
            )
        await audit.record(by, "enter-roster", f"region:{by.office}")

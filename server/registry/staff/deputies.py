"""Deputies (AB岗): who takes over a colleague's queue and rights between two days."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Invalid, NotFound
from server.registry import audit


class DeputyInvalid(Invalid):
    """Nobody stands in for themselves, from a past day, to an earlier day, or twice at once."""

    code = "staff.deputy_invalid"


class DeputyUnknown(NotFound):
    """There is no such arrangement in this office."""

    code = "staff.deputy_unknown"


@dataclass(frozen=True)
class Deputy:
    """One arrangement; both ends are whole days."""

    id: UUID
    staff_id: UUID
    name: str
    deputy_id: UUID
    deputy_name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Colleague:
    """Somebody of an office."""

    id: UUID
    name: str
    role: str


async def appoint(
    staff_id: UUID, deputy_id: UUID, *, starts_on: date, ends_on: date, by: Actor
) -> UUID:
    """Let a colleague of the acting head's office be stood in for. Raises DeputyInvalid."""
    known = {colleague.id for colleague in await colleagues(by.office)}
    wrong = {
        name: "field.not_a_choice"
        for name, who in (("staff", staff_id), ("deputy", deputy_id))
        if who not in known
    }
    if staff_id == deputy_id:
        wrong["deputy"] = "field.not_a_choice"
    if not clock.today() <= starts_on <= ends_on:
        wrong["starts_on"] = "field.day_outside"
    if wrong:
        raise DeputyInvalid(fields=wrong)
    deputy = ids.new()
    async with database.transaction():
        await database.fetch("SELECT 1 FROM staff WHERE id = $1 FOR UPDATE", staff_id)
        await _check_alone(staff_id, starts_on, ends_on)
        await database.execute(
            "INSERT INTO staff_deputies (id, staff_id, deputy_id, starts_on, ends_on, entered_by,"
            " entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            deputy,
            staff_id,
            deputy_id,
            starts_on,
            ends_on,
            by.id,
            clock.now(),
        )
        told: dict[str, object] = {
            "deputy": str(deputy_id),
            "from": starts_on.isoformat(),
            "until": ends_on.isoformat(),
        }
        await audit.record(by, "appoint-deputy", f"staff:{staff_id}", detail=told)
    return deputy


async def _check_alone(staff_id: UUID, starts_on: date, ends_on: date) -> None:
    other = await database.fetch_one(
        "SELECT 1 FROM staff_deputies WHERE staff_id = $1 AND ended_at IS NULL"
        " AND starts_on <= $3 AND ends_on >= $2",
        staff_id,
        starts_on,
        ends_on,
    )
    if other:
        raise DeputyInvalid(fields={"starts_on": "field.days_taken"})


async def end_deputy(deputy_id: UUID, *, by: Actor) -> None:
    """End an arrangement of the acting head's office now. Raises DeputyUnknown."""
    async with database.transaction():
        mine = {deputy.id: deputy for deputy in await deputies_of(by.office)}
        if deputy_id not in mine:
            raise DeputyUnknown
        await database.execute(
            "UPDATE staff_deputies SET ended_at = $2 WHERE id = $1", deputy_id, clock.now()
        )
        await audit.record(by, "end-deputy", f"staff:{mine[deputy_id].staff_id}")


async def deputies_of(office: str) -> list[Deputy]:
    """The arrangements of an office that hold today or later."""
    rows = await database.fetch(
        "SELECT d.id, d.staff_id, s.name, d.deputy_id, t.name AS deputy_name, d.starts_on,"
        " d.ends_on FROM staff_deputies d JOIN staff s ON s.id = d.staff_id"
        " JOIN staff t ON t.id = d.deputy_id"
        " WHERE d.ended_at IS NULL AND d.ends_on >= $2 AND EXISTS (SELECT 1 FROM staff_posts p"
        "  WHERE p.staff_id = d.staff_id AND p.region_code = $1)"
        " ORDER BY d.starts_on, s.name",
        office,
        clock.today(),
    )
    return [Deputy(**row) for row in rows]


async def colleagues(office: str) -> list[Colleague]:
    """Who holds a post in an office today, each once, by name."""
    rows = await database.fetch(
        "SELECT DISTINCT ON (s.name, s.id) s.id, s.name, p.role FROM staff s"
        " JOIN staff_posts p ON p.staff_id = s.id WHERE p.region_code = $1"
        " AND p.starts_on <= $2 AND (p.ends_on IS NULL OR p.ends_on >= $2)"
        " AND (s.left_on IS NULL OR s.left_on > $2) ORDER BY s.name, s.id, p.starts_on",
        office,
        clock.today(),
    )
    return [Colleague(**row) for row in rows]


async def covered_by(staff_id: UUID | None) -> list[UUID]:
    """Whom somebody stands in for today."""
    rows = await database.fetch(
        "SELECT staff_id FROM staff_deputies WHERE deputy_id = $1 AND starts_on <= $2"
        " AND ends_on >= $2 AND ended_at IS NULL",
        staff_id,
        clock.today(),
    )
    return [row["staff_id"] for row in rows]

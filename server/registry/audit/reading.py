"""Reading the trail: newest first, by actor, action, subject or day; each look is itself a row."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from server.core import clock, database
from server.core.actors import Actor, Role
from server.registry.audit.service import record

PAGE = 100


@dataclass(frozen=True)
class Row:
    """One line of the trail."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    role: str
    action: str
    subject: str
    reason: str


@dataclass(frozen=True)
class Wanted:
    """What to look for; nothing means everything."""

    action: str = ""
    subject: str = ""
    login: str = ""
    on: date | None = None
    before: int = 0


async def read(by: Actor, wanted: Wanted) -> list[Row]:
    """A page of the trail; the audit administrator sees no rows about cases."""
    where: list[str] = ["true"]
    values: list[Any] = []
    for column, value in (("r.action", wanted.action), ("r.subject", wanted.subject)):
        if value:
            values.append(value)
            where.append(f"{column} = ${len(values)}")
    if wanted.login:
        values.append(wanted.login)
        where.append(f"s.login = ${len(values)}")
    if wanted.on:
        values += [clock.start_of(wanted.on), clock.start_of(wanted.on + timedelta(days=1))]
        where.append(f"r.at >= ${len(values) - 1} AND r.at < ${len(values)}")
    if wanted.before:
        values.append(wanted.before)
        where.append(f"r.id < ${len(values)}")
    if by.role is Role.AUDIT_ADMIN:
        where.append("r.subject NOT LIKE 'case:%' AND r.subject NOT LIKE 'person:%'")
    rows = await database.fetch(
        "SELECT r.id, r.at, r.actor, coalesce(s.name, '') AS actor_name, r.role, r.action,"
        " r.subject, r.reason FROM audit_rows r"
        " LEFT JOIN staff s ON r.actor = 'staff:' || s.id::text"
        f" WHERE {' AND '.join(where)} ORDER BY r.id DESC LIMIT {PAGE}",
        *values,
    )
    await _note(by, wanted)
    return [Row(**row) for row in rows]


async def _note(by: Actor, wanted: Wanted) -> None:
    asked: dict[str, Any] = {"action": wanted.action, "on": str(wanted.on or "")}
    async with database.transaction():
        await record(by, "read-audit", wanted.subject or "audit", detail=asked)

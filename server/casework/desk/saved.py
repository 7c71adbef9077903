"""Filters somebody keeps under a name: one's own, the same on every computer."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import msgspec

from server.casework.desk.views import QueueFilter
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.errors import Conflict, Invalid, NotFound
from server.registry import audit

MOST_KEPT = 12
LONGEST = 20
_KEPT = tuple(one.name for one in fields(QueueFilter) if one.name not in {"after", "find"})


class ViewNameWrong(Invalid):
    """A kept filter needs a name of 1 to 20 characters."""

    code = "desk.view_name_wrong"


class TooManyViews(Conflict):
    """Somebody keeps as many filters as there are places for."""

    code = "desk.too_many_views"


class ViewUnknown(NotFound):
    """There is no such kept filter, or it is somebody else's."""

    code = "desk.view_unknown"


@dataclass(frozen=True)
class SavedView:
    """A filter with its name."""

    id: UUID
    name: str
    wanted: QueueFilter


async def save_view(by: Actor, name: str, wanted: QueueFilter) -> UUID:
    """Keep a filter; the same name again takes the new one.

    A name looked for is personal data and is not kept. Raises ViewNameWrong, TooManyViews.
    """
    proper = name.strip()
    if not proper or len(proper) > LONGEST:
        raise ViewNameWrong(fields={"name": "field.missing"})
    kept = {name: value for name in _KEPT if (value := getattr(wanted, name))}
    async with database.transaction():
        mine = await saved_views(by)
        if len(mine) >= MOST_KEPT and proper not in {one.name for one in mine}:
            raise TooManyViews
        (row,) = await database.fetch(
            "INSERT INTO desk_views (id, staff_id, name, wanted, kept_at)"
            " VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (staff_id, name) DO UPDATE SET wanted = $4 RETURNING id",
            ids.new(),
            by.staff_id,
            proper,
            msgspec.json.encode(kept).decode(),
            clock.now(),
        )
        await audit.record(by, "keep_view", f"view:{row['id']}")
    found: UUID = row["id"]
    return found


async def saved_views(by: Actor) -> list[SavedView]:
    """One's kept filters, in the order they were kept."""
    rows = await database.fetch(
        "SELECT id, name, wanted FROM desk_views WHERE staff_id = $1 ORDER BY kept_at, name",
        by.staff_id,
    )
    return [SavedView(row["id"], row["name"], _filter(row["wanted"])) for row in rows]


async def saved_view(by: Actor, view_id: UUID) -> SavedView:
    """One of one's kept filters. Raises ViewUnknown."""
    found = next((one for one in await saved_views(by) if one.id == view_id), None)
    if found is None:
        raise ViewUnknown
    return found


async def drop_view(by: Actor, view_id: UUID) -> None:
    """Forget a kept filter. Raises ViewUnknown."""
    async with database.transaction():
        gone = await database.fetch(
            "DELETE FROM desk_views WHERE id = $1 AND staff_id = $2 RETURNING id",
            view_id,
            by.staff_id,
        )
        if not gone:
            raise ViewUnknown
        await audit.record(by, "drop_view", f"view:{view_id}")


def _filter(text: str) -> QueueFilter:
    kept: dict[str, Any] = msgspec.json.decode(text)
    return QueueFilter(**{name: value for name, value in kept.items() if name in _KEPT})

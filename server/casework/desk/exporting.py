"""Exporting exactly what is filtered: masked, without any number of a person, audited."""

from server.casework.desk import queue
from server.casework.desk.queue import Row
from server.casework.desk.views import QueueFilter
from server.core import database
from server.core.actors import Actor
from server.core.errors import Invalid
from server.registry import audit

MOST_EXPORTED = 20_000


class ExportTooLarge(Invalid):
    """More cases than one file may hold."""

    code = "desk.export_too_large"


async def export(by: Actor, wanted: QueueFilter) -> list[Row]:
    """Every row of a filter, in the list's order. Raises ExportTooLarge."""
    found = await queue.rows(by, wanted, most=MOST_EXPORTED + 1)
    if len(found) > MOST_EXPORTED:
        raise ExportTooLarge
    detail: dict[str, object] = {
        "cases": len(found),
        "view": wanted.view,
        "by_name": bool(wanted.find),
        "due": wanted.due,
    }
    async with database.transaction():
        await audit.record(by, "export", "cases", detail=detail)
    return found

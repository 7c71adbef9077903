"""Sections of the case page that belong to a module: one table, read from top to bottom.

A part names its pane (`facts`, `verdict` or `acts`), its template, and how it is loaded; what
`load` gives is seen by the template as `part`, None leaves the section out.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from server.casework import benefits, conferences, letters, reserve
from server.casework.desk import StaffCase
from server.core.actors import Actor
from server.web.console import letter_parts, mandates, orders, tellings

Pane = Literal["facts", "verdict", "acts"]


@dataclass(frozen=True)
class Part:
    """One section of the case page."""

    pane: Pane
    template: str
    load: Callable[[StaffCase, Actor], Awaitable[Any]]


async def _letters(seen: StaffCase, _: Actor) -> Any:
    return letter_parts.brief(await letters.of_case(seen.case), seen.case.case_no) or None


async def _aid(seen: StaffCase, _: Actor) -> dict[str, Any] | None:
    given = await reserve.of_case(seen.case)
    instalments = await benefits.instalments_of(seen.case)
    if not given and not instalments:
        return None
    counted = await reserve.counted(seen.case)
    total = counted.given_fen + counted.granted_fen
    return {"given": given, "instalments": instalments, "counted": total}


async def _meetings(seen: StaffCase, _: Actor) -> dict[str, Any] | None:
    found = await conferences.of_case(seen.case)
    return {"meetings": found} if found else None


PARTS: tuple[Part, ...] = (
    Part("verdict", "console/_aid.html", _aid),
    Part("verdict", "console/_meeting.html", _meetings),
    Part("verdict", "console/_letters.html", _letters),
    Part("acts", "console/_orders.html", orders.load),
    Part("acts", "console/_mandates.html", mandates.load),
    Part("acts", "console/_tellings.html", tellings.load),
)


async def loaded(seen: StaffCase, by: Actor) -> dict[str, list[tuple[str, Any]]]:
    """By pane: the template and its content of every part that has any."""
    found: dict[str, list[tuple[str, Any]]] = {"facts": [], "verdict": [], "acts": []}
    for part in PARTS:
        content = await part.load(seen, by)
        if content is not None:
            found[part.pane].append((part.template, content))
    return found

"""The caseworkers' console: sign in with two factors, one queue, one case on one screen.

Pages, acts and sections are added in tables: `places`, `acts`, `parts`; see CONTRIBUTING.md.
"""

from sanic import Blueprint
from sanic.blueprint_group import BlueprintGroup

from server.web.console import (
    alerts,
    batches,
    board,
    calls,
    case,
    contests,
    deputies,
    feedback,
    gate,
    letters,
    objections,
    queue,
    reserve,
)

__all__ = ["doors"]


def doors() -> BlueprintGroup:
    """Every page of the console."""
    parts = (
        gate,
        queue,
        batches,
        board,
        letters,
        alerts,
        deputies,
        case,
        calls,
        objections,
        feedback,
        reserve,
        contests,
    )
    return Blueprint.group(*(part.blueprint for part in parts), url_prefix="/console")

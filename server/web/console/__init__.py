"""The caseworkers' console: sign in with two factors, one queue, one case on one screen.

Pages, acts and sections are added in tables: `places`, `acts`, `parts`; see CONTRIBUTING.md.
"""

from sanic import Blueprint
from sanic.blueprint_group import BlueprintGroup

from server.web.console import (
    alerts,
    audit,
    batches,
    board,
    calls,
    case,
    conferences,
    contests,
    deputies,
    duty,
    feedback,
    figures,
    gate,
    inbox,
    letters,
    members,
    objections,
    papers,
    queue,
    reports,
    reserve,
    surveys,
)

__all__ = ["doors"]


def doors() -> BlueprintGroup:
    """Every page of the console."""
    parts = (
        gate,
        surveys,
        queue,
        batches,
        board,
        letters,
        alerts,
        deputies,
        figures,
        members,
        audit,
        case,
        calls,
        objections,
        feedback,
        reserve,
        contests,
        reports,
        conferences,
        papers,
        inbox,
        duty,
    )
    return Blueprint.group(*(part.blueprint for part in parts), url_prefix="/console")

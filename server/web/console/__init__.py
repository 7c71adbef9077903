"""The caseworkers' console: sign in with two factors, one queue, one case on one screen.

Pages, acts and sections are added in tables: `places`, `acts`, `parts`; see CONTRIBUTING.md.
"""

from sanic import Blueprint
from sanic.blueprint_group import BlueprintGroup

from server.web.console import case, gate, queue

__all__ = ["doors"]


def doors() -> BlueprintGroup:
    """Every page of the console."""
    return Blueprint.group(gate.blueprint, queue.blueprint, case.blueprint, url_prefix="/console")

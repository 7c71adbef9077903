"""Conflicts of interest (回避): who keeps out of a case, and when the county takes it over.

Somebody's case is hidden from their relatives among the staff, and from whoever declares a tie to
them: in lists, in search and by address. Where nobody free of conflict remains in the township,
the county steps in by itself.
"""

from server.casework.conflicts.events import ConflictDeclared, CountySteppedIn
from server.casework.conflicts.queries import has_acted, has_handled, hidden_from, keeps_out
from server.casework.conflicts.service import (
    RelationMissing,
    recuse,
    step_in_due,
    step_in_where_needed,
)

__all__ = [
    "ConflictDeclared",
    "CountySteppedIn",
    "RelationMissing",
    "has_acted",
    "has_handled",
    "hidden_from",
    "keeps_out",
    "recuse",
    "step_in_due",
    "step_in_where_needed",
]

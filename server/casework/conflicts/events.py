"""What conflicts of interest tell."""

from server.core.events import Event, event


@event
class ConflictDeclared(Event):
    """Somebody of the staff keeps out of a case from now on."""

    case_no: str


@event
class CountySteppedIn(Event):
    """Nobody free of conflict was left in the township: the county handles or decides the case."""

    case_no: str

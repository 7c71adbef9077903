"""What decisions tell."""

from server.core.events import Event, event


@event
class ProposalMade(Event):
    """The handler has written an opinion; somebody else must decide."""

    case_no: str


@event
class CaseDecided(Event):
    """The case has been decided."""

    case_no: str
    outcome: str


@event
class CaseSentBack(Event):
    """A reviewer has given the case back to its handler."""

    case_no: str


@event
class CaseReferredUp(Event):
    """The township has handed the case to the county to decide."""

    case_no: str

"""What corrections tell."""

from server.core.events import Event, event


@event
class CorrectionAsked(Event):
    """The applicant is asked, once, for everything that is missing."""

    case_no: str


@event
class CorrectionAnswered(Event):
    """The applicant has answered every point."""

    case_no: str

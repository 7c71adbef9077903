"""What checks tell."""

from server.core.events import Event, event


@event
class RegisterAnswered(Event):
    """A register's answer for a case has been stored."""

    case_no: str
    query_no: str

"""What the petty cash tells."""

from server.core.events import Event, event


@event
class AidGiven(Event):
    """Help has reached somebody before the decision."""

    case_no: str
    receipt_no: str

"""What the desk tells."""

from server.core.events import Event, event


@event
class CaseReturned(Event):
    """A claimed case went back to the queue because its owner was silent."""

    case_no: str
    staff_id: str

"""What mandates tell."""

from server.core.events import Event, event


@event
class MandateGiven(Event):
    """Somebody may act for somebody else, until a day."""

    mandate_no: str


@event
class MandateEnded(Event):
    """A mandate was taken back; what was shown under it is closed."""

    mandate_no: str

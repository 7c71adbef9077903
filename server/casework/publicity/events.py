"""What publicity tells."""

from server.core.events import Event, event


@event
class PublicityOpened(Event):
    """A proposed grant is to be posted in the village."""

    case_no: str


@event
class PublicityClosed(Event):
    """The posting period is over without an objection."""

    case_no: str

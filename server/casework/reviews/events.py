"""What objections tell."""

from server.core.events import Event, event


@event
class ObjectionAnswered(Event):
    """Somebody who took no part has answered an objection in writing."""

    objection_no: str

"""What conversations tell."""

from server.core.events import Event, event


@event
class PersonWanted(Event):
    """A conversation waits for a person from this turn on."""

    conversation_id: str
    turn: int

"""Events to JSON and back; an event nobody knows any more is an error, never dropped."""

import msgspec

from server.core.events.base import Event, all_events


class UnknownEvent(LookupError):
    """The outbox holds an event that this version of the code does not declare."""


def encode(event: Event) -> str:
    """The event's fields as JSON text."""
    return msgspec.json.encode(vars(event)).decode()


def decode(name: str, payload: str) -> Event:
    """The event of that name from its JSON. Raises UnknownEvent."""
    declared = all_events().get(name)
    if declared is None:
        raise UnknownEvent(name)
    return msgspec.json.decode(payload, type=declared)

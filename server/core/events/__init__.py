"""Events: what happened, in the past tense, by ids only. They travel through the outbox."""

from server.core.events.base import Event, all_events, event
from server.core.events.codec import UnknownEvent, decode, encode

__all__ = ["Event", "UnknownEvent", "all_events", "decode", "encode", "event"]

"""Transactional outbox: events are written with the change they tell of, and delivered after.

At least once, in order for one subject, safe to kill anywhere: reactions must bear repeating.
"""

from server.core.outbox.delivery import Reaction, Reactions, Stuck, deliver, expand, replay, stuck
from server.core.outbox.publishing import CHANNEL, publish

__all__ = [
    "CHANNEL",
    "Reaction",
    "Reactions",
    "Stuck",
    "deliver",
    "expand",
    "publish",
    "replay",
    "stuck",
]

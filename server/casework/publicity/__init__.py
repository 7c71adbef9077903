"""Publicity: a paper poster with what may be published and nothing else, closed by the clock."""

from server.casework.publicity.events import PublicityClosed, PublicityOpened
from server.casework.publicity.holding import code_of, hold, posted, release
from server.casework.publicity.service import Poster, close_due, poster, until

__all__ = [
    "Poster",
    "PublicityClosed",
    "PublicityOpened",
    "close_due",
    "code_of",
    "hold",
    "posted",
    "poster",
    "release",
    "until",
]

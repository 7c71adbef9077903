"""Holdings: what is held about somebody, who looked at it, and how to end it."""

from server.oversight.holdings.closing import Closing, before_closing, close
from server.oversight.holdings.copying import Copy, copy_of, note_copy
from server.oversight.holdings.errors import NotConfirmed
from server.oversight.holdings.keeping import ERASED, KEPT, Kept
from server.oversight.holdings.looks import Look, looks_of

__all__ = [
    "ERASED",
    "KEPT",
    "Closing",
    "Copy",
    "Kept",
    "Look",
    "NotConfirmed",
    "before_closing",
    "close",
    "copy_of",
    "looks_of",
    "note_copy",
]

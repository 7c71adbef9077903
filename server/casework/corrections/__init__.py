"""Corrections: everything that is missing asked once, answered beside its words."""

from server.casework.corrections.events import CorrectionAnswered, CorrectionAsked
from server.casework.corrections.papers import (
    NothingAsked,
    PapersFull,
    keep_paper,
    look,
    papers_of,
)
from server.casework.corrections.service import (
    Answer,
    CorrectionInvalid,
    Point,
    PointView,
    Round,
    answer,
    ask,
    rounds_of,
)

__all__ = [
    "Answer",
    "CorrectionAnswered",
    "CorrectionAsked",
    "CorrectionInvalid",
    "NothingAsked",
    "PapersFull",
    "Point",
    "PointView",
    "Round",
    "answer",
    "ask",
    "keep_paper",
    "look",
    "papers_of",
    "rounds_of",
]

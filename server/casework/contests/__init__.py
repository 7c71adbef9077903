"""Contests: a register is wrong about somebody; work with a deadline, and an answer."""

from server.casework.contests.errors import AnswerMissing, ContestSettled, ContestUnknown
from server.casework.contests.events import ContestClosed, ContestRaised
from server.casework.contests.service import (
    OUTCOMES,
    Contest,
    contest,
    of,
    of_case,
    open_count,
    open_in,
    resolve,
    take_back,
)

__all__ = [
    "OUTCOMES",
    "AnswerMissing",
    "Contest",
    "ContestClosed",
    "ContestRaised",
    "ContestSettled",
    "ContestUnknown",
    "contest",
    "of",
    "of_case",
    "open_count",
    "open_in",
    "resolve",
    "take_back",
]

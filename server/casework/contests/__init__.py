"""Contests: a register is wrong about somebody; work with a deadline, and an answer."""

from server.casework.contests.errors import (
    AnswerMissing,
    ContestSettled,
    ContestUnknown,
    WordsMissing,
)
from server.casework.contests.events import ContestClosed, ContestRaised
from server.casework.contests.own_facts import fact_about, facts_about
from server.casework.contests.service import (
    OUTCOMES,
    Contest,
    contest,
    days_to_answer,
    mine,
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
    "WordsMissing",
    "contest",
    "days_to_answer",
    "fact_about",
    "facts_about",
    "mine",
    "of",
    "of_case",
    "open_count",
    "open_in",
    "resolve",
    "take_back",
]

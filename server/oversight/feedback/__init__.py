"""Feedback: ratings nobody has to give, hidden from whoever did the work; bad ones revisited."""

from server.oversight.feedback.errors import (
    AlreadyRated,
    NotEndedYet,
    NotNow,
    NotTwoPeople,
    RatingInvalid,
    RevisitDone,
    RevisitInvalid,
    RevisitUnknown,
)
from server.oversight.feedback.exclusions import appeal, confirm, hear, propose
from server.oversight.feedback.figures import READERS, Figures, Months, Revisited, figures_for
from server.oversight.feedback.rating import Rating, may_rate, rate, rating_page
from server.oversight.feedback.revisits import (
    VISITORS,
    Revisit,
    RevisitLine,
    revisit_of,
    revisits_for,
    revisits_waiting,
    settle,
)

__all__ = [
    "READERS",
    "VISITORS",
    "AlreadyRated",
    "Figures",
    "Months",
    "NotEndedYet",
    "NotNow",
    "NotTwoPeople",
    "Rating",
    "RatingInvalid",
    "Revisit",
    "RevisitDone",
    "RevisitInvalid",
    "RevisitLine",
    "RevisitUnknown",
    "Revisited",
    "appeal",
    "confirm",
    "figures_for",
    "hear",
    "may_rate",
    "propose",
    "rate",
    "rating_page",
    "revisit_of",
    "revisits_for",
    "revisits_waiting",
    "settle",
]

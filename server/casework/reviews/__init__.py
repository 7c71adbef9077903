"""Reviews: objections to decisions and posters, each answered in writing by somebody else."""

from server.casework.reviews.answering import (
    RESULTS,
    ObjectionLine,
    ObjectionView,
    answer,
    objection_of,
    objections_for,
    objections_waiting,
    take,
)
from server.casework.reviews.errors import (
    AlreadyObjected,
    NothingToObjectTo,
    ObjectionEnded,
    ObjectionInvalid,
    ObjectionUnknown,
    SomebodyElsesObjection,
)
from server.casework.reviews.events import ObjectionAnswered
from server.casework.reviews.objecting import (
    Chance,
    Objection,
    chance_for,
    chance_of,
    looked_up,
    object_to_decision,
    object_to_poster,
    objections_of,
    take_back,
)
from server.casework.reviews.orders import Order, carry_out, orders_of
from server.casework.reviews.queries import Answered, answered

__all__ = [
    "RESULTS",
    "AlreadyObjected",
    "Answered",
    "Chance",
    "NothingToObjectTo",
    "Objection",
    "ObjectionAnswered",
    "ObjectionEnded",
    "ObjectionInvalid",
    "ObjectionLine",
    "ObjectionUnknown",
    "ObjectionView",
    "Order",
    "SomebodyElsesObjection",
    "answer",
    "answered",
    "carry_out",
    "chance_for",
    "chance_of",
    "looked_up",
    "object_to_decision",
    "object_to_poster",
    "objection_of",
    "objections_for",
    "objections_of",
    "objections_waiting",
    "orders_of",
    "take",
    "take_back",
]

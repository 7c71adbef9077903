"""What a review ordered, as the case page shows it."""

from typing import Any

from server.casework import reviews
from server.casework.desk import StaffCase
from server.core.actors import Actor
from server.web import case_words


async def load(seen: StaffCase, by: Actor) -> list[dict[str, Any]] | None:
    """Orders with their deadlines, or nothing where there are none."""
    del by
    orders = await reviews.orders_of(seen.case)
    return [
        {
            "no": order.objection_no,
            "words": order.words,
            "due": case_words.due(order.due_at) if order.done_at is None else None,
            "note": order.note,
        }
        for order in orders
    ] or None

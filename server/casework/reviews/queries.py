"""Whom to tell of an answer."""

from dataclasses import dataclass
from uuid import UUID

from server.casework.reviews.errors import ObjectionUnknown
from server.core import database


@dataclass(frozen=True)
class Answered:
    """Who objected, if they signed in; the case's number only where it is their own case."""

    account_id: UUID | None
    case_no: str | None


async def answered(objection_no: str) -> Answered:
    """Whom an answer concerns. Raises ObjectionUnknown."""
    row = await database.fetch_one(
        "SELECT o.account_id, CASE WHEN o.kind = 'decision' THEN c.case_no END AS case_no"
        " FROM objections o JOIN cases c ON c.id = o.case_id WHERE o.objection_no = $1",
        objection_no,
    )
    if row is None:
        raise ObjectionUnknown
    return Answered(row["account_id"], row["case_no"])

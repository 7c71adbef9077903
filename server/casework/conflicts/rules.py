"""When a township has nobody left who may handle or decide; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from server.core.actors import Role

# The stages at which the township works on a case or waits for its applicant.
TOWNSHIP_STAGES = ("submitted", "correction", "accepted", "checking", "surveying", "publicity")


@dataclass(frozen=True)
class Colleague:
    """Somebody who may act in the township today, and whether they must keep out."""

    staff_id: UUID
    role: Role
    keeps_out: bool


def nobody_left(stage: str, township: Collection[Colleague], handled: Collection[UUID]) -> bool:
    """Whether a conflict, or having handled it, bars everybody who could do the next step.

    A township without staff is a gap for its head to fill, no conflict: the county stays out.
    """
    if stage == "reviewing":
        heads = [one for one in township if one.role is Role.HEAD]
        return bool(heads) and all(one.keeps_out or one.staff_id in handled for one in heads)
    if stage not in TOWNSHIP_STAGES:
        return False
    return bool(township) and all(one.keeps_out for one in township)

"""Everything that can be done with a case, in the order of the screen: one table.

A module adds its acts in a file here (`ACTS`, a tuple of Act) and one line in the table below.
"""

from server.casework.desk import StaffCase
from server.core.actors import Actor
from server.web.console.acts import (
    aid,
    counter,
    deciding,
    handling,
    keeping_out,
    lanes,
    meeting,
    redoing,
    signing,
    visiting,
)
from server.web.console.acts.base import Act, Offer, Shown

__all__ = ["ACTS", "PATHS", "Act", "Offer", "Shown", "next_step", "said", "shown"]

ACTS: tuple[Act, ...] = (
    *handling.ACTS,
    *deciding.ACTS,
    *aid.ACTS,
    *redoing.ACTS,
    *lanes.ACTS,
    *visiting.ACTS,
    *signing.ACTS,
    *counter.ACTS,
    *meeting.ACTS,
    *keeping_out.ACTS,
)
PATHS = {act.path: act for act in ACTS if act.do is not None}


async def shown(seen: StaffCase, by: Actor) -> list[Shown]:
    """Every act that makes sense here, those not open yet with what is missing."""
    offers = [(act, await act.offered(seen, by)) for act in ACTS]
    return [Shown(act, offer) for act, offer in offers if offer is not None]


def next_step(found: list[Shown]) -> Shown | None:
    """The one solid button of the page."""
    return next((one for one in found if one.is_open and one.act.leads), None)


def said(path: str) -> str:
    """What an act that has just been done leaves to say: one of our own sentences only."""
    return PATHS[path].said if path in PATHS else ""

"""Telling the office by text that somebody waits: the owner, else who works there."""

from uuid import UUID

from server.contact.conversations import texting
from server.contact.conversations.events import PersonWanted
from server.contact.conversations.queries import find
from server.core.actors import Role
from server.registry import regions, staff

_MOST = 3


async def person_wanted(event: PersonWanted) -> None:
    """Text whoever shall answer; danger has its own roster."""
    known = await find(UUID(event.conversation_id))
    if known is None or known.reason == "crisis" or not known.is_handed_over:
        return
    if known.owner_id is not None:
        whom = [known.owner_id]
    else:
        whom = [one.id for one in await _office_of(known.office_code or known.region_code)]
    for staff_id in whom[:_MOST]:
        # Once an hour at most, however much is said.
        key = f"wanted:{known.id}:{known.heard_at:%Y%m%d%H}:{staff_id}"
        await texting.want(staff_id, "call", known.id, key)


async def _office_of(office: str) -> list[staff.Holder]:
    for region in regions.chain_of(office):
        if held := await staff.holding(region, [Role.CLERK, Role.HEAD]):
            return held
    return []

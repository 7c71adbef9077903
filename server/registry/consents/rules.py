"""Who may sign: adults for themselves, guardians for their wards, on paper the clerk."""

from uuid import UUID

from server.core import clock
from server.core.actors import Actor
from server.core.errors import NotAllowed
from server.registry import delegations, households


class NotYours(NotAllowed):
    """An adult's consent is that adult's own to give."""

    code = "consents.not_yours"


async def check_may_sign(person_id: UUID, *, by: Actor) -> None:
    """Refuse a signature for somebody else, but for one's own minor or ward.

    A delegate's mandate never reaches this far. Raises NotYours.
    """
    if by.is_staff or (by.person_id == person_id and by.mandate is None):
        return
    if by.person_id and await delegations.is_guardian(by.person_id, person_id):
        return
    home = await households.of_person(person_id)
    grown = {} if home is None else {m.person_id: m.is_adult(clock.today()) for m in home.members}
    if by.person_id is None or grown.get(person_id, True) or not grown.get(by.person_id, False):
        raise NotYours

"""Taking somebody in who did not apply: help first, the papers and the signature follow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.casework.cases import events
from server.casework.cases.drafts import save, start
from server.casework.cases.knowledge import known_of
from server.casework.cases.models import Case
from server.casework.cases.moving import item_of, locked
from server.casework.cases.submission import freeze
from server.catalogue import vocabulary
from server.core import database, outbox
from server.core.actors import Actor, Role
from server.registry import people
from server.registry.people import Person


@dataclass(frozen=True)
class TakenIn:
    """What is asked for somebody: the item and lane, where it happened, and what was told."""

    item_code: str
    region: str
    lane: str
    cause: str
    told: Mapping[str, Any]


async def take_in(wanted: TakenIn, person: Person, by: Actor) -> Case:
    """A case in a lane that helps first, filed by the office; what nobody knows is left open.

    Raises ItemUnknown, LaneUnknown, RegionUnknown, RegionTooWide.
    """
    async with database.transaction():
        for_them = await _in_place_of(person, by)
        draft = await start(
            wanted.item_code,
            wanted.region,
            for_them,
            lane=wanted.lane,
            cause=wanted.cause,
            channel="counter",
        )
        item = item_of(draft)
        asked = item.required_facts(item.lane(draft.lane))
        answers = {key: wanted.told.get(key, vocabulary.UNKNOWN) for key in asked}
        await save(draft.case_no, answers, for_them)
        case = await locked(draft.case_no)
        await freeze(case, item, await known_of(case), for_them)
        await outbox.publish(events.CaseSubmitted(case.case_no))
    return case


async def _in_place_of(person: Person, by: Actor) -> Actor:
    """The clerk, named as such, doing what the person would do with an account of their own."""
    account = await people.account_for_person(person.id)
    return Actor(
        id=by.id,
        role=Role.RESIDENT,
        name=by.name,
        account_id=account.id,
        person_id=person.id,
        staff_id=by.staff_id,
        office=by.office,
    )

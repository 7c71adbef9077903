"""Where somebody lives: chosen step by step, from the county down, as far as they can tell."""

from dataclasses import dataclass

from server.catalogue.items import Item, Lane
from server.core.actors import Actor
from server.core.config import settings
from server.registry import people, regions
from server.registry.regions import Region

COUNTY, TOWNSHIP, VILLAGE = 3, 4, 5


@dataclass(frozen=True)
class Choosing:
    """One step of the choice: what was chosen so far and what lies in it."""

    chosen: tuple[Region, ...]
    offered: tuple[Region, ...]
    may_stop: bool

    @property
    def last(self) -> Region | None:
        """The place chosen last."""
        return self.chosen[-1] if self.chosen else None


def counties() -> list[Region]:
    """The counties and districts of the prefecture."""
    return [
        region for region in regions.children_of(settings().home_region) if region.level == COUNTY
    ]


def choosing(code: str) -> Choosing:
    """Where the choice stands; an empty code starts it. Raises RegionUnknown."""
    if not code:
        return Choosing((), tuple(counties()), may_stop=False)
    chain = [regions.of(part) for part in regions.chain_of(code)]
    chosen = tuple(reversed([part for part in chain if COUNTY <= part.level <= VILLAGE]))
    offered = tuple(r for r in regions.children_of(code) if r.level <= VILLAGE)
    return Choosing(chosen, offered, may_stop=regions.of(code).level >= TOWNSHIP)


def urgent_first(item: Item) -> list[Lane]:
    """The ways through an item as they are offered: what cannot wait stands first."""
    return sorted(item.lanes, key=lambda lane: (not lane.is_urgent, lane.amount_is_cap))


async def home_region(by: Actor) -> str:
    """Where the acting person lives as far as known, else the prefecture."""
    if by.person_id is None:
        return settings().home_region
    person = await people.of(by.person_id)
    return person.residence_region or person.hukou_region or settings().home_region

"""The whole population: the stories first, then a few thousand people by the dice of a seed."""

import random
from dataclasses import dataclass, field
from functools import lru_cache

from server.sandbox.population.families import Families
from server.sandbox.population.people import Household, Person
from server.sandbox.population.stories import STORIES, household_of

_HOUSEHOLDS = 1200


@dataclass
class Town:
    """Everybody, findable by number, by name and by story."""

    households: list[Household]
    by_id_no: dict[str, Person] = field(default_factory=dict)
    home_of: dict[str, Household] = field(default_factory=dict)
    stories: dict[str, Household] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the look-ups."""
        self._openids: dict[str, dict[str, Person]] = {}
        households, self.households = self.households, []
        for household in households:
            self.add(household)

    def by_openid(self, appid: str) -> dict[str, Person]:
        """Everybody by their WeChat identity in one account."""
        known = self._openids.setdefault(appid, {})
        new = list(self.by_id_no)[len(known) :] if len(known) < len(self.by_id_no) else []
        for id_no in new:
            known[self.by_id_no[id_no].openid(appid)] = self.by_id_no[id_no]
        return known

    def add(self, household: Household) -> None:
        """More people."""
        self.households.append(household)
        for person in household.members:
            self.by_id_no[person.id_no] = person
            self.home_of[person.id_no] = household

    def by_phone(self, phone: str) -> Person | None:
        """Who answers that phone."""
        return next((p for p in self.by_id_no.values() if p.phone == phone), None)


def build(seed: int) -> Town:
    """The same people for the same seed; who comes to town later is in this one only."""
    told, others = _settled(seed)
    town = Town([*told, *others])
    town.stories = {story.code: home for story, home in zip(STORIES, told, strict=True)}
    return town


@lru_cache(maxsize=2)
def _settled(seed: int) -> tuple[list[Household], list[Household]]:
    """The households of the stories and the others; nobody changes them afterwards."""
    dice = random.Random(seed)
    told = [household_of(story, number) for number, story in enumerate(STORIES, 1)]
    known = [person for home in told for person in home.members]
    families = Families(dice, {p.id_no for p in known}, {p.phone for p in known})
    return told, [families.household(number) for number in range(len(told) + 1, _HOUSEHOLDS + 1)]

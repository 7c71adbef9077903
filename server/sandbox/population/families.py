"""Households by the dice: couples, their children at a plausible age, sometimes a parent."""

import random
from datetime import date
from typing import Any

from server.sandbox.population import names
from server.sandbox.population.people import Household, Person, id_no_for
from server.sandbox.population.records import add_holdings, facts_for

REGIONS = (
    "320699100201", "320699100202", "320699100001", "320699101201", "320699101202",
    "320699001001", "320699001002", "320613001001", "320623100201",
)  # fmt: skip
_BORN_BY = date(2026, 10, 1)
_YEAR = 2026
_DIVISIONS = ("320699",) * 9 + ("220199",)
_ADULT, _RETIRED = 18, 60
_COUPLE, _ELDER, _MOVED, _DEAD = 0.7, 0.12, 0.06, 0.01


class Families:
    """Makes one household after another; numbers and phones are given out once."""

    def __init__(self, dice: random.Random, taken: set[str], phones: set[str]) -> None:
        self._dice = dice
        self._taken = taken
        self._phones = phones

    def household(self, number: int) -> Household:
        """The next household."""
        dice = self._dice
        region = dice.choice(REGIONS)
        year = dice.randint(1943, 1998)
        husband = names.surname(dice)
        is_couple = dice.random() < _COUPLE
        woman_heads = dice.random() < (0.15 if is_couple else 0.5)
        own = names.surname(dice) if is_couple and woman_heads else husband
        marriage = "married" if is_couple else self._alone(year)
        head = self._person(own, year, region, "户主", is_female=woman_heads, marriage=marriage)
        members = [head]
        if is_couple:
            other = names.surname(dice) if not woman_heads else husband
            born = year + dice.randint(-3, 3)
            members.append(
                self._person(
                    other, born, region, "配偶", is_female=not woman_heads, marriage="married"
                )
            )
        mother = year if woman_heads or not is_couple else members[-1].born_on.year
        members += self._children(husband, mother, region)
        members += self._elder(own, year, region)
        self._move_some(members)
        for person in members:
            add_holdings(person)
        return Household(f"H{number:05d}", region, members)

    def _alone(self, year: int) -> str:
        if _YEAR - year > 65:
            return self._dice.choice(("widowed", "widowed", "divorced"))
        return self._dice.choice(("single", "divorced"))

    def _children(self, surname: str, mother: int, region: str) -> list[Person]:
        children, born = [], mother + self._dice.randint(21, 28)
        for _ in range(self._dice.choice((0, 1, 1, 1, 2, 2, 3))):
            age = _YEAR - born
            # Most have a household of their own at thirty.
            stays = age >= 0 and (age < 24 or self._dice.random() < 0.35)
            if stays:
                is_female = self._dice.random() < 0.5
                relation = "女" if is_female else "子"
                marriage = "single" if age >= _ADULT else ""
                children.append(
                    self._person(
                        surname, born, region, relation, is_female=is_female, marriage=marriage
                    )
                )
            born += self._dice.randint(2, 6)
        return children

    def _elder(self, surname: str, year: int, region: str) -> list[Person]:
        born = year - self._dice.randint(22, 30)
        if _YEAR - born > 95 or self._dice.random() >= _ELDER:
            return []
        is_female = self._dice.random() < 0.6
        own = names.surname(self._dice) if is_female else surname
        relation = "母亲" if is_female else "父亲"
        return [self._person(own, born, region, relation, is_female=is_female, marriage="widowed")]

    def _move_some(self, members: list[Person]) -> None:
        """Some households live elsewhere than they are registered; a few people have died."""
        if self._dice.random() < _MOVED:
            place = self._dice.choice([r for r in REGIONS if r[:6] != members[0].region[:6]])
            for person in members:
                person.lives_in = place
        for person in members:
            if _YEAR - person.born_on.year > 75 and self._dice.random() < _DEAD * 5:
                person.die(date(2026, self._dice.randint(1, 9), self._dice.randint(1, 28)))

    def _person(
        self, surname: str, year: int, region: str, relation: str, *, is_female: bool, marriage: str
    ) -> Person:
        dice = self._dice
        born = min(date(year, dice.randint(1, 12), dice.randint(1, 28)), _BORN_BY)
        name = names.long_name(dice) or surname + names.given(dice, is_female=is_female)
        money, benefits = self._money(_YEAR - year)
        facts = facts_for(money, benefits)
        facts["civil-affairs"]["marriage.status"] = marriage or None
        return Person(
            name=name,
            id_no=self._id_no(born, is_female=is_female),
            phone=self._phone(_YEAR - year),
            born_on=born,
            is_female=is_female,
            region=region,
            relation=relation,
            facts=facts,
        )

    def _money(self, age: int) -> tuple[dict[str, Any], tuple[str, ...]]:
        dice = self._dice
        works = 22 <= age < _RETIRED and dice.random() < 0.6
        money = {
            "pension": dice.randint(200, 2600) * 100 if age >= _RETIRED else 0,
            "base": dice.randint(2400, 9000) * 100 if works else 0,
            "medical": dice.choice((0, 300, 1500, 6000, 18000, 45000)) * 100,
            "deposits": dice.randint(0, 80_000) * 100 if age >= 22 else 0,
        }
        is_poor = not works and money["deposits"] < 1_500_000 and dice.random() < 0.15
        return money, ("subsistence-allowance",) if is_poor else ()

    def _id_no(self, born: date, *, is_female: bool) -> str:
        division = self._dice.choice(_DIVISIONS)
        while True:
            serial = self._dice.randint(40, 499)
            id_no = id_no_for(division, born, serial, is_female=is_female)
            if id_no not in self._taken:
                self._taken.add(id_no)
                return id_no

    def _phone(self, age: int) -> str:
        # Some of the old have only a telephone at home, children under ten have none.
        if age > 78 and self._dice.random() < 0.3:
            return f"0513-{self._dice.randint(80_000_000, 89_999_999)}"
        if age < 10:
            return ""
        while True:
            phone = f"17{self._dice.randrange(10**9):09d}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone

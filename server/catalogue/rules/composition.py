"""Who counts in a household and who receives: two questions (民发〔2021〕57号 第六条、第七条).

A roster is a list of people as mappings: `name`, `relation` (applicant, spouse, minor_child,
adult_child, other), `lives_with` (bool), `owes_support` (bool), `cannot_live_alone` (bool),
`studies` (bachelor, graduate, none), `away` (prison, rehab, declared_missing, religious, none),
`other_support` (destitute, orphan, unattended, none). What is not said counts for the person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.catalogue.rules.base import Verdict

CLAUSE = "最低生活保障审核确认办法（民发〔2021〕57号）第六条、第七条"
_AWAY = {
    "prison": "在监狱服刑",
    "rehab": "在强制隔离戒毒",
    "declared_missing": "被宣告失踪",
    "religious": "离家三年以上的宗教教职人员",
}
_SUPPORTED = {
    "destitute": "已是特困",
    "orphan": "已按孤儿保障",
    "unattended": "已按事实无人抚养保障",
}


@dataclass(frozen=True)
class Place:
    """One person: whether they count, whether they receive, and why."""

    name: str
    counts: Verdict
    receives: bool
    why: str


@dataclass(frozen=True)
class Composition:
    """A household as the rules see it."""

    places: tuple[Place, ...]

    @property
    def counted(self) -> tuple[Place, ...]:
        """Everybody who counts; whoever is unclear counts until somebody has looked."""
        return tuple(place for place in self.places if place.counts is not Verdict.DOES_NOT)

    @property
    def receiving(self) -> tuple[Place, ...]:
        """Everybody who counts and has no other support."""
        return tuple(place for place in self.counted if place.receives)


def compose(roster: Sequence[Mapping[str, Any]]) -> Composition:
    """Judge everybody of a roster."""
    return Composition(tuple(_place(person) for person in roster))


def _place(person: Mapping[str, Any]) -> Place:
    counts, why = _counts(person)
    support = _SUPPORTED.get(person.get("other_support", "none"), "")
    return Place(str(person.get("name", "")), counts, not support, support or why)


def _counts(person: Mapping[str, Any]) -> tuple[Verdict, str]:
    away = _AWAY.get(person.get("away", "none"))
    if away:
        return Verdict.DOES_NOT, f"{away}，不计入"
    relation = person.get("relation", "other")
    if relation in {"applicant", "spouse", "minor_child"}:
        return Verdict.MEETS, "本人、配偶、未成年子女，户口不在一起也算"
    if relation == "adult_child":
        return _adult_child(person)
    if "lives_with" not in person or "owes_support" not in person:
        return Verdict.UNCLEAR, "是不是长期住在一起、有没有赡养关系还没说清"
    if person["lives_with"] and person["owes_support"]:
        return Verdict.MEETS, "有赡养、扶养、抚养关系并且长期住在一起"
    return Verdict.DOES_NOT, "没有法定的赡养、扶养、抚养关系，或者不住在一起"


def _adult_child(person: Mapping[str, Any]) -> tuple[Verdict, str]:
    if person.get("studies") == "bachelor":
        return Verdict.MEETS, "在读全日制本科及以下"
    if person.get("cannot_live_alone"):
        return Verdict.MEETS, "成年但不能独立生活"
    if person.get("lives_with") and person.get("owes_support", True):
        return Verdict.MEETS, "有赡养、扶养、抚养关系并且长期住在一起"
    if person.get("studies") == "graduate":
        return Verdict.DOES_NOT, "在读研究生，一般不计入"
    if "lives_with" not in person:
        return Verdict.UNCLEAR, "成年的孩子是不是住在一起还没说清"
    return Verdict.DOES_NOT, "成年、能独立生活"

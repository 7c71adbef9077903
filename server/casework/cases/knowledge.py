"""What is known for a case: what was declared, what registers say, and what counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.casework.cases.models import Case
from server.catalogue import rules, vocabulary
from server.core import clock
from server.registry import facts, households
from server.registry.facts import Fact
from server.registry.households import Household


@dataclass(frozen=True)
class Known:
    """Declared answers, register facts by person, and the merged household picture."""

    household: Household
    all_facts: tuple[Fact, ...]
    declared: Mapping[str, Any]
    derived: Mapping[str, Any]
    surveyed: Mapping[str, Any]

    @property
    def merged(self) -> dict[str, Any]:
        """What the rules look at: a register's word, the resident's, else what a visit found."""
        told = {k: v for k, v in self.declared.items() if v != vocabulary.UNKNOWN}
        return {**self.declared, **self.surveyed, **told, **self.derived}


async def known_of(case: Case) -> Known:
    """Everything that stands for a case now."""
    household = await households.of(case.household_id)
    people = [member.person_id for member in household.members]
    found = await facts.of_case(case.case_no, [*people, case.household_id, case.id])
    return Known(
        household=household,
        all_facts=tuple(found),
        declared=_declared(found),
        surveyed=_surveyed(found),
        derived=rules.derive(_by_person(found, people)),
    )


def _declared(found: list[Fact]) -> dict[str, Any]:
    declared = (fact for fact in found if fact.is_declared)
    return {
        fact.key: vocabulary.UNKNOWN if fact.coverage == "unknown" else fact.value
        for fact in declared
    }


def _surveyed(found: list[Fact]) -> dict[str, Any]:
    seen = (fact for fact in found if fact.source == "survey" and fact.coverage == "covered")
    return {fact.key: fact.value for fact in seen}


def _by_person(found: list[Fact], people: list[UUID]) -> list[dict[str, Any]]:
    known: dict[UUID, dict[str, Any]] = {person: {} for person in people}
    today = clock.today()
    for fact in found:
        fresh = fact.valid_until is None or fact.valid_until >= today
        counts = fact.register and fact.coverage == "covered" and not fact.contested_at and fresh
        if counts and fact.subject_id in known:
            known[fact.subject_id][fact.key] = fact.value
    return list(known.values())

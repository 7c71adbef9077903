"""The clerk's picture: declared beside found, with what differs and what has not been found."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case, Known
from server.catalogue import vocabulary
from server.catalogue.vocabulary import FactDef
from server.core import database
from server.registry.facts import Fact

# A difference this small never matters to anybody (1 % of what was said).
_NEAR = 0.01


@dataclass(frozen=True)
class FactRow:
    """One line: what was said, what was found, from whom, and how they differ."""

    fact: FactDef
    person: str
    declared: Any
    found: Any
    source: str
    as_of: date | None
    state: str
    fact_id: int | None = None
    seen: Any = None


@dataclass(frozen=True)
class QueryState:
    """How far one register's answer about one person is."""

    register: str
    person: str
    state: str


@dataclass(frozen=True)
class Picture:
    """Everything known for a case."""

    household: tuple[FactRow, ...]
    people: tuple[FactRow, ...]
    queries: tuple[QueryState, ...]
    survey: tuple[FactRow, ...]
    known: Known

    @property
    def differences(self) -> int:
        """How many lines differ."""
        return sum(row.state == "differs" for row in (*self.household, *self.survey))

    @property
    def not_found(self) -> int:
        """How many answers are still out, or will never come."""
        return sum(query.state not in {"answered"} for query in self.queries)


async def picture(case: Case) -> Picture:
    """Declared beside found for one case."""
    known = await cases.known_of(case)
    names = {member.person_id: member.name for member in known.household.members}
    # A fact asked again for the case takes the place of the one known before it.
    newest = {(f.subject_id, f.key, f.register): f for f in known.all_facts if f.register}
    told = list(newest.values())
    return Picture(
        household=tuple(_household(known)),
        people=tuple(_person(fact, names) for fact in told if fact.subject_id in names),
        queries=tuple(await _queries(case.case_no, names)),
        survey=tuple(_visited(fact, known) for fact in known.all_facts if fact.source == "survey"),
        known=known,
    )


def _household(known: Known) -> list[FactRow]:
    keys = dict.fromkeys([*known.declared, *known.derived])
    return [line(key, known) for key in keys]


def line(key: str, known: Known) -> FactRow:
    """One fact of a household: declared beside found."""
    fact = vocabulary.of(key)
    declared, found = known.declared.get(key), known.derived.get(key)
    below = [f for f in known.all_facts if f.register and f.key in fact.derived_from]
    sources = sorted({f.register for f in below if f.coverage == "covered" and found is not None})
    as_of = min((f.as_of for f in below), default=None) if found is not None else None
    return FactRow(
        fact, "", declared, found, "、".join(sources), as_of, _state(fact, declared, found)
    )


def _state(fact: FactDef, declared: Any, found: Any) -> str:
    if found is None:
        return "declared_only"
    if declared is None or declared == vocabulary.UNKNOWN:
        return "found_only"
    if fact.is_money and isinstance(declared, int) and isinstance(found, int):
        near = abs(declared - found) <= max(declared, found) * _NEAR
        return "agrees" if near else "differs"
    return "agrees" if declared == found else "differs"


def _visited(fact: Fact, known: Known) -> FactRow:
    """What a visit saw, beside what was declared and what registers told."""
    told = vocabulary.of(fact.key)
    if told.type == "list":
        held = [f for f in known.all_facts if f.key == fact.key and f.register]
        found = [one for f in held for one in f.value or []]
        sources = sorted({f.register for f in held if f.value})
        row = FactRow(told, "", None, found or None, "、".join(sources), fact.as_of, "", fact.id)
    else:
        row = line(fact.key, known)
    return replace(row, seen=fact.value, as_of=fact.as_of, state=_seen_state(fact, row))


def _seen_state(fact: Fact, row: FactRow) -> str:
    if fact.coverage != "covered":
        return "unknown"
    if row.fact.type == "list":
        return "agrees" if bool(fact.value) == bool(row.found) else "differs"
    return _state(row.fact, _first(row.declared, row.found), fact.value)


def _first(declared: Any, found: Any) -> Any:
    return found if declared in (None, vocabulary.UNKNOWN) else declared


def _person(fact: Fact, names: dict[UUID, str]) -> FactRow:
    return FactRow(
        fact=vocabulary.of(fact.key),
        person=names[fact.subject_id],
        declared=None,
        found=fact.value,
        source=fact.register,
        as_of=fact.as_of,
        state=fact.coverage,
        fact_id=fact.id,
    )


async def _queries(case_no: str, names: dict[UUID, str]) -> list[QueryState]:
    rows = await database.fetch(
        "SELECT person_id, register, state FROM register_queries WHERE case_no = $1"
        " ORDER BY created_at, register",
        case_no,
    )
    return [QueryState(r["register"], names.get(r["person_id"], ""), r["state"]) for r in rows]

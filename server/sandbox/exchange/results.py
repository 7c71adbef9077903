"""What a register says: its facts, how far it can see, and the seal over both."""

from datetime import timedelta
from typing import Any

import msgspec

from server.core import clock
from server.core.privacy import sm3
from server.sandbox.exchange.checks import Subject
from server.sandbox.exchange.registers import REGISTERS
from server.sandbox.population import Person
from server.sandbox.state import State

_VALID_DAYS = 30
_canonical = msgspec.json.Encoder(order="sorted").encode


def result(state: State, kept: dict[str, Any]) -> dict[str, Any]:
    """The answer to a question, the same however often it is asked for."""
    if "told" not in kept:
        kept["told"] = _make(state, kept)
        scope = kept["case_no"] or kept["consent_no"] or ""
        where = (scope, kept["register"], kept["subject"].id_no)
        untils = {fact["key"]: fact["valid_until"] for fact in kept["told"]["facts"]}
        state.told.setdefault(where, {}).update(untils)
    told: dict[str, Any] = kept["told"]
    return told


def _make(state: State, kept: dict[str, Any]) -> dict[str, Any]:
    register, mode = kept["register"], kept["mode"]
    person = state.town.by_id_no.get(kept["subject"].id_no)
    coverage = mode.get("coverage") or (person.coverage.get(register) if person else None)
    coverage = coverage or ("covered" if register in REGISTERS else "not_covered")
    missing = [key for key in mode.get("missing", ()) if key in kept["facts"]]
    if missing:
        coverage = "partial"
    values = {} if coverage in {"not_covered", "unknown"} else _values(state, kept, person)
    stale = int(mode.get("stale_days", person.stale_days.get(register, 1) if person else 1))
    content = {
        "register": register,
        "query_no": kept["query_no"],
        "as_of": (clock.today() - timedelta(days=stale)).isoformat(),
        "coverage": coverage,
        "facts": _facts(kept, values, missing),
    }
    return sealed(content, _notes(kept, coverage, missing), mode)


def sealed(content: dict[str, Any], notes: list[str], mode: dict[str, Any]) -> dict[str, Any]:
    """The answer under its seal; what it supersedes is said beside."""
    seal = sm3(_canonical(content)).hex()
    if mode.get("seal") == "broken":
        seal = "0" * len(seal)
    return {**content, "notes": notes, "seal": f"sm3:{seal}"}


def _notes(kept: dict[str, Any], coverage: str, missing: list[str]) -> list[str]:
    if coverage == "partial":
        return [f"missing: {key}" for key in missing or kept["facts"]]
    return ["outside this register" for _ in range(coverage == "not_covered")]


def _facts(
    kept: dict[str, Any], values: dict[str, Any], missing: list[str]
) -> list[dict[str, Any]]:
    if kept["mode"].get("empty"):
        return []
    until = (clock.today() + timedelta(days=_VALID_DAYS)).isoformat()
    return [
        {
            "key": key,
            "value": values[key],
            "unit": "fen" if type(values[key]) is int else "",
            "valid_until": until,
            "detail": [],
        }
        for key in kept["facts"]
        if key in values and key not in missing
    ]


def _values(state: State, kept: dict[str, Any], person: Person | None) -> dict[str, Any]:
    if kept["register"] == "public-security":
        known = _identity(state, kept["subject"], person)
    else:
        known = dict(person.facts.get(kept["register"], {})) if person else {}
    # What a register does not hold of somebody is left out, not told as nothing.
    known = {key: value for key, value in known.items() if value is not None}
    return {**known, **kept["mode"].get("values", {})}


def _identity(state: State, subject: Subject, person: Person | None) -> dict[str, Any]:
    if person is None or person.name != subject.name:
        return {"identity.matches": False}
    members = [
        {
            "name": other.name,
            "id_no": other.id_no,
            "relation": other.relation,
            "born_on": other.born_on.isoformat(),
        }
        for other in state.town.home_of[person.id_no].members
    ]
    return {
        "identity.matches": True,
        "identity.alive": person.is_alive,
        "household.members": members,
        "residence.permit": person.has_residence_permit,
    }

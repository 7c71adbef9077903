"""Reading parameters: rows are the truth, each process keeps them all in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from server.core import database
from server.core.privacy import sm3
from server.registry import regions

CHANNEL = "catalogue"


@dataclass(frozen=True)
class Parameter:
    """One value as it holds in a region from a day on."""

    region_code: str
    key: str
    value: Any
    unit: str
    effective_from: date
    effective_to: date | None
    source: str
    verified: bool
    review_due: date | None
    note: str

    def is_firm(self, on: date) -> bool:
        """Verified and not past its review date: only then may somebody be refused on it."""
        return self.verified and (self.review_due is None or on < self.review_due)


@dataclass(frozen=True)
class ParameterSet:
    """Everything that holds for a place on a day."""

    region_code: str
    on: date
    values: Mapping[str, Parameter]
    digest: str
    overridden: frozenset[str] = frozenset()

    def find(self, key: str) -> Parameter | None:
        """That parameter, or None where nobody has set it."""
        return self.values.get(key)

    def value(self, key: str, otherwise: Any = None) -> Any:
        """The value alone."""
        found = self.values.get(key)
        return otherwise if found is None else found.value

    def with_values(self, given: Mapping[str, Any]) -> "ParameterSet":
        """What if these values held instead? Marked as overridden; never used for a decision."""
        changed = dict(self.values)
        for key, value in given.items():
            changed[key] = Parameter(
                region_code=self.region_code,
                key=key,
                value=value,
                unit="",
                effective_from=self.on,
                effective_to=None,
                source="假设",
                verified=True,
                review_due=None,
                note="",
            )
        return ParameterSet(self.region_code, self.on, changed, self.digest, frozenset(given))


@dataclass
class _Cache:
    rows: dict[str, list[Parameter]] = field(default_factory=dict)
    sets: dict[tuple[str, date], ParameterSet] = field(default_factory=dict)


_known = _Cache()
_MOST_SETS = 5000
_MOST_NUMBER = 10_000_000_000


async def reload() -> None:
    """Read every parameter; called at start and on NOTIFY. The newest import of a day wins."""
    rows = await database.fetch(
        "SELECT DISTINCT ON (region_code, key, effective_from) region_code, key, value::text AS"
        " value, unit, effective_from, effective_to, source, verified, review_due, note"
        " FROM parameter_versions ORDER BY region_code, key, effective_from, id DESC"
    )
    by_region: dict[str, list[Parameter]] = {}
    for row in rows:
        row["value"] = msgspec.json.decode(row["value"])
        by_region.setdefault(row["region_code"], []).append(Parameter(**row))
    _known.rows, _known.sets = by_region, {}


def current(region_code: str, on: date) -> ParameterSet:
    """What holds for a place on a day: the nearest region that says something wins."""
    found = _known.sets.get((region_code, on))
    if found is None:
        if len(_known.sets) > _MOST_SETS:
            _known.sets.clear()
        found = _known.sets[region_code, on] = _collect(region_code, on)
    return found


def may_hold(key: str, value: Any) -> bool:
    """Could this number stand for that parameter? Whole where every known value is whole."""
    held = {type(p.value) for rows in _known.rows.values() for p in rows if p.key == key}
    if not held or not held <= {int, float}:
        return False
    kinds = (int, float) if float in held else (int,)
    return type(value) in kinds and 0 <= value <= _MOST_NUMBER


def _collect(region_code: str, on: date) -> ParameterSet:
    values: dict[str, Parameter] = {}
    for code in regions.chain_of(region_code):
        here: dict[str, Parameter] = {}
        for parameter in _known.rows.get(code, ()):
            ended = parameter.effective_to is not None and on >= parameter.effective_to
            if parameter.effective_from <= on and not ended:
                here[parameter.key] = parameter
        values = here | values
    content = [[p.region_code, key, p.value, p.effective_from] for key, p in sorted(values.items())]
    return ParameterSet(region_code, on, values, "sm3:" + sm3(msgspec.json.encode(content)).hex())

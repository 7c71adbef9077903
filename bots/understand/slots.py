"""What was said besides: who it is for, how old, how much, where, when."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from bots.understand import numbers
from bots.understand.normalise import LEXICON

_PERSONS = ("father", "mother", "spouse", "child", "neighbour", "old")
_SITUATIONS = {
    "paralysed", "dementia", "disabled", "hospital", "jail", "gone", "orphaned", "childless",
    "lowincome", "costly", "accident", "tuition", "die",
}  # fmt: skip


def slots_of(text: str, today: date, meant: Sequence[str]) -> dict[str, Any]:
    """Everything a form or an estimate may start from; days as ISO text, sums in fen."""
    found: dict[str, Any] = {
        **(numbers.said_in(text) if numbers.any_in(text) else {}),
        "place": place_in(text),
        "person": next((idea for idea in meant if idea in _PERSONS), None),
        "situation": sorted({idea for idea in meant if idea in _SITUATIONS}) or None,
        "part_of_day": numbers.part_of_day(text),
    }
    day = numbers.day_in(text, today) if numbers.speaks_of_a_day(text) else None
    found["day"] = day.isoformat() if day else None
    return {name: value for name, value in found.items() if value is not None}


def place_in(text: str) -> str | None:
    """The present name of a place spoken of by any of its names."""
    return next((now for name, now in _places() if name in text), None)


@cache
def _places() -> list[tuple[str, str]]:
    read = tomllib.loads((LEXICON / "places.toml").read_text(encoding="utf-8"))
    pairs = [(name, now) for now, names in read.items() for name in names.split()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))

"""A short list of items by their names, for what is mistyped beyond the models' reach."""

from functools import cache

from rapidfuzz import fuzz, process

from bots import phrases
from bots.understand.normalise import tidy

CLOSE = 82.0
_SHORT = 12


def named(text: str) -> str | None:
    """The item whose name the text holds, the longest name first."""
    return next((code for name, code in _names() if name in text), None)


def nearly_named(text: str) -> str | None:
    """The item whose name a short text all but is."""
    if len(text) > _SHORT:
        return None
    names = _by_name()
    found = process.extractOne(text, names.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
    return names[found[0]] if found else None


@cache
def _by_name() -> dict[str, str]:
    return dict(_names())


@cache
def _names() -> list[tuple[str, str]]:
    pairs = [(tidy(name), code) for code, names in phrases.item_names().items() for name in names]
    return sorted(pairs, key=lambda pair: -len(pair[0]))

"""What differs between two versions of an item, place by place, in the order of the definition."""

from collections.abc import Iterator
from typing import Any

import msgspec

from server.catalogue.items.definition import Item


def diff(before: Item, after: Item) -> list[str]:
    """One line for each place that differs: `lane.household.cap: old -> new`."""
    old, new = (_plain(item) for item in (before, after))
    return list(_differences("", old, new))


def _plain(item: Item) -> Any:
    return msgspec.to_builtins(msgspec.structs.replace(item, version=0))


def _differences(place: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(_within(place, key), old.get(key), new.get(key))
    elif _is_named(old) and _is_named(new):
        by_old, by_new = _named(old), _named(new)
        if list(by_old) != list(by_new) and set(by_old) == set(by_new):
            yield f"{place}: another order"
        for key in dict.fromkeys([*by_old, *by_new]):
            yield from _differences(_within(place, key), by_old.get(key), by_new.get(key))
    else:
        yield f"{place}: {_short(old)} -> {_short(new)}"


def _within(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _is_named(value: Any) -> bool:
    """A list of parts that each have a name of their own."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    named = all(isinstance(part, dict) and _name(part) for part in value)
    return named and len(_named(value)) == len(value)


def _named(value: Any) -> dict[str, Any]:
    return {_name(part): part for part in value}


def _name(part: dict[str, Any]) -> str:
    return str(next((part[key] for key in ("code", "fact", "rule", "doc") if key in part), ""))


def _short(value: Any) -> str:
    return "(none)" if value is None else msgspec.json.encode(value).decode()

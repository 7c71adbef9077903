"""The base of events and the register of every declared one."""

from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses hold ids and plain values, never personal data."""

    name: ClassVar[str] = ""

    @property
    def subject(self) -> str:
        """What the event's reactions are kept in order for; the first field unless overridden."""
        return str(next(iter(vars(self).values())))


E = TypeVar("E", bound=type[Event])

_declared: dict[str, type[Event]] = {}


@dataclass_transform(frozen_default=True)
def event(cls: E) -> E:
    """Declare an event: a frozen dataclass known to the codec by its class name."""
    declared = dataclass(frozen=True)(cls)
    declared.name = cls.__name__
    if cls.__name__ in _declared and _declared[cls.__name__].__module__ != cls.__module__:
        raise TypeError(f"two events are called {cls.__name__}")
    _declared[cls.__name__] = declared
    return declared  # type: ignore[return-value]


def all_events() -> dict[str, type[Event]]:
    """Every event declared so far, by name; import `server.reactions` first for all of them."""
    return dict(_declared)

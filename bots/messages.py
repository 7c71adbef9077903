"""What goes in and what comes out: plain values, fit for a column and for JSON."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from bots.understand import Understanding

ASKED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of a resident, and how they want to be spoken to."""

    text: str
    today: date
    care: bool = False
    language: str = "zh_CN"
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from, and of what date."""

    title: str
    clause: str
    dated: str


@dataclass(frozen=True, slots=True)
class Action:
    """A button that does something: `open` a form or page, `call` a number, `person`."""

    kind: str
    label: str
    target: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """One reply. A choice is its label; tapping it says it."""

    text: str
    choices: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation remembers: topic, what was said, the open question, failures."""

    item: str | None = None
    intent: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    asking: str | None = None
    asked: int = 0
    missed: int = 0
    offered: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)

    @classmethod
    def from_plain(cls, kept: dict[str, Any] | None) -> "Memory":
        """From a JSON column, or anew; fields of another version are left out."""
        known = {name: value for name, value in (kept or {}).items() if name in cls.__slots__}
        for name in ("offered", "earlier"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said, what is remembered, and whether a person or the duty roster is called."""

    said: tuple[Said, ...]
    understanding: Understanding
    memory: Memory
    handed_over: str | None = None
    alarm: str | None = None
    not_understood: bool = False
    urgent: bool = False

"""What the engine asks of its surroundings. The server adapts its front doors to these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from bots.messages import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer from the rules in force, with where it comes from."""

    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing, and how it is asked; `choices` where few answers are possible."""

    fact: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An estimate in words, or the questions still open. Never a promise."""

    text: str | None
    questions: tuple[Question, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """An application begun: where it goes on, and what was filled in."""

    target: str
    filled: Mapping[str, Any] = field(default_factory=dict)


class Knowledge(Protocol):
    """What is known about items, in force on a day. Nothing lapsed, nothing unverified."""

    def title_of(self, item: str, language: str) -> str:
        """What residents call an item."""
        ...

    async def answer(self, item: str | None, intent: str, on: date) -> Answer | None:
        """The answer to one question about one item, or nothing."""
        ...

    async def quote(self, text: str, on: date) -> Answer | None:
        """A short quotation from the policy library for what no item answers."""
        ...


class Skills(Protocol):
    """What the assistant can do for the person it speaks with."""

    async def estimate(self, item: str, facts: Mapping[str, Any]) -> Reckoned | None:
        """The same estimate as everywhere; nothing where the item has none."""
        ...

    def read_fact(self, fact: str, text: str) -> Any:
        """A reply as the value of a fact, or nothing when it is none."""
        ...

    async def start(self, item: str, facts: Mapping[str, Any]) -> Started:
        """Begin an application with what was said filled in."""
        ...

    async def progress(self) -> tuple[str, ...]:
        """Where this person's cases stand, a sentence each."""
        ...

    async def place_for_booking(self, slots: Mapping[str, Any]) -> Started:
        """Where a visit is booked, with day and service filled in."""
        ...

    async def promised_call(self) -> str:
        """When a person will call back, in words."""
        ...

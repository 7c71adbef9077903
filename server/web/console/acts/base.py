"""What an act is: what it is called, whom it is offered to, what it asks and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sanic import Request

from server.casework.desk import StaffCase
from server.core.actors import Actor

Form = Literal["none", "note", "optional", "link"]


@dataclass(frozen=True)
class Offer:
    """An act as it stands for this person and this case.

    `missing` says what is still needed: then the act is shown, but cannot be pressed.
    `hint` stands under an act that can. `values` is what its own template sees as `values`.
    """

    missing: str = ""
    hint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing somebody may do with a case, on the case page and at POST …/<path>.

    `offered` gives None where the act makes no sense at all. `template` adds fields of its own
    to the form. `leads` is False for an act that is never the solid next step; `leaves` is True
    for one after which the case is no longer for this person: then the queue follows.
    """

    code: str
    path: str
    title: str
    offered: Callable[[StaffCase, Actor], Awaitable[Offer | None]]
    do: Callable[[Request, str, Actor], Awaitable[None]] | None = None
    form: Form = "none"
    template: str = ""
    note_label: str = ""
    confirm: str = ""
    key: str = ""
    said: str = ""
    leads: bool = True
    leaves: bool = False


@dataclass(frozen=True)
class Shown:
    """An act beside its offer, as the page shows it."""

    act: Act
    offer: Offer

    @property
    def is_open(self) -> bool:
        """Whether it can be pressed."""
        return not self.offer.missing

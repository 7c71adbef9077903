"""Reading facts.toml into frozen structs; a wrong entry stops the import and says where."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from server.core.errors import Invalid

FILE = Path(__file__).parents[1] / "facts.toml"
Kind = Literal["bool", "int", "date", "text", "choice", "list", "account"]


class FactUnknown(Invalid):
    """No fact of that key is in the vocabulary."""

    code = "vocabulary.unknown"


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer out of a few."""

    value: str
    label: str


class FactDef(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fact: its form, whom it is about, how it is asked, who can tell it."""

    type: Kind
    subject: Literal["person", "household", "event"]
    sensitivity: Literal["open", "personal", "sensitive"]
    label: str
    key: str = ""
    unit: str = ""
    question: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    registers: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()
    valid_days: int = 30
    least: int = 0
    most: int = 0

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in fen."""
        return self.unit == "fen"

    @property
    def is_sensitive(self) -> bool:
        """Whether its values are sealed in the database."""
        return self.sensitivity != "open"


@cache
def all_facts() -> dict[str, FactDef]:
    """Every fact by key."""
    raw = msgspec.toml.decode(FILE.read_bytes(), type=dict[str, FactDef])
    return {key: msgspec.structs.replace(fact, key=key) for key, fact in raw.items()}


def find(key: str) -> FactDef | None:
    """That fact, or None."""
    return all_facts().get(key)


def of(key: str) -> FactDef:
    """That fact. Raises FactUnknown."""
    fact = find(key)
    if fact is None:
        raise FactUnknown(fields={f"facts.{key}": "field.fact_unknown"})
    return fact


def registers_of(key: str) -> frozenset[str]:
    """Every register that can tell a fact, directly or through what it is derived from."""
    fact = of(key)
    below = (registers_of(source) for source in fact.derived_from)
    return frozenset(fact.registers).union(*below)

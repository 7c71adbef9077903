"""What a rule is given and what it answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from server.catalogue.parameters import Parameter, ParameterSet
from server.catalogue.vocabulary import UNKNOWN


class Verdict(StrEnum):
    """Three answers, never two."""

    MEETS = "meets"
    UNCLEAR = "unclear"
    DOES_NOT = "does_not"


class Reason(msgspec.Struct, frozen=True):
    """Why: the rule, what it found, the clause it rests on, in words and in figures (fen)."""

    rule: str
    verdict: Verdict
    clause: str
    text: str
    figures: dict[str, Any] = {}


class Step(msgspec.Struct, frozen=True):
    """One line of arithmetic; `result_fen` of the lines with `adds` sum up to the amount."""

    label: str
    expression: str
    result_fen: int
    adds: bool = False


class Amount(msgspec.Struct, frozen=True):
    """An amount in fen with its arithmetic, or None and which facts or parameters are missing."""

    amount_fen: int | None
    steps: tuple[Step, ...] = ()
    missing_facts: tuple[str, ...] = ()
    missing_parameters: tuple[str, ...] = ()


@dataclass
class Given:
    """What a rule may look at; it remembers what was asked for and not known."""

    facts: Mapping[str, Any]
    parameters: ParameterSet
    on: date
    missing_facts: list[str] = field(default_factory=list)
    missing_parameters: list[str] = field(default_factory=list)
    used_parameters: list[str] = field(default_factory=list)

    def fact(self, key: str) -> Any:
        """The value, or None where nobody knows; then it is remembered as missing."""
        value = self.facts.get(key)
        if value is None or value == UNKNOWN:
            if key not in self.missing_facts:
                self.missing_facts.append(key)
            return None
        return value

    def parameter(self, key: str) -> Parameter | None:
        """The parameter, or None where none is set; either way it is remembered."""
        found = self.parameters.find(key)
        noted = self.missing_parameters if found is None else self.used_parameters
        if key not in noted:
            noted.append(key)
        return found

    def soften(self, verdict: Verdict, *used: Parameter | None) -> Verdict:
        """Nobody is refused on a value that is unverified or past its review date."""
        firm = all(parameter is None or parameter.is_firm(self.on) for parameter in used)
        return Verdict.UNCLEAR if verdict is Verdict.DOES_NOT and not firm else verdict


Eligibility = Callable[[Given, Mapping[str, Any]], Reason]
AmountRule = Callable[[Given, Mapping[str, Any]], Amount]
ELIGIBILITY: dict[str, Eligibility] = {}
AMOUNTS: dict[str, AmountRule] = {}


def eligibility(name: str) -> Callable[[Eligibility], Eligibility]:
    """Make a function known to definitions by name."""

    def keep(rule: Eligibility) -> Eligibility:
        ELIGIBILITY[name] = rule
        return rule

    return keep


def amount(name: str) -> Callable[[AmountRule], AmountRule]:
    """Make an amount function known to definitions by name."""

    def keep(rule: AmountRule) -> AmountRule:
        AMOUNTS[name] = rule
        return rule

    return keep


def overall(reasons: Iterable[Reason]) -> Verdict:
    """One `does_not` decides; else one `unclear`; else it meets."""
    seen = {reason.verdict for reason in reasons}
    if Verdict.DOES_NOT in seen:
        return Verdict.DOES_NOT
    return Verdict.UNCLEAR if Verdict.UNCLEAR in seen else Verdict.MEETS

"""Derived facts: what registers say of each person, added up for the household.

A sum over some of the people only is a lower bound and is not derived: what one register does
not cover stays the resident's word until somebody knows better.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

People = Sequence[Mapping[str, Any]]
_CLASSES = {
    "destitute-support": "destitute",
    "subsistence-allowance": "subsistence",
    "low-income-margin": "margin",
    "rigid-expenditure": "rigid",
}


def derive(people: People) -> dict[str, Any]:
    """Household facts from the facts of its people (`fact key -> value`, one mapping each)."""
    found = {key: rule(people) for key, rule in _RULES.items()}
    return {key: value for key, value in found.items() if value is not None}


def _total(people: People, *keys: str) -> int | None:
    """The sum over everybody; None unless each person's every figure is known."""
    if not people or any(key not in person for person in people for key in keys):
        return None
    return sum(int(person[key]) for person in people for key in keys)


def _income(people: People) -> int | None:
    monthly = _total(
        people, "pension.monthly", "employment.contribution_base", "unemployment.benefit"
    )
    return None if monthly is None else monthly * 12


def _property(people: People) -> int | None:
    return _total(people, "bank.deposits", "bank.securities", "bank.insurance_value")


def _own_payment(people: People) -> int | None:
    return _total(people, "medical.own_payment_12m")


def _classification(people: People) -> str | None:
    if not people or any("benefits.existing" not in person for person in people):
        return None
    held = {entry.get("item") for person in people for entry in person["benefits.existing"]}
    return next((name for item, name in _CLASSES.items() if item in held), "none")


_RULES: dict[str, Callable[[People], Any]] = {
    "household.income_12m": _income,
    "household.property": _property,
    "expense.own_payment": _own_payment,
    "household.classification": _classification,
}

"""Support from relatives who live elsewhere: what they gave, or what the place reckons they owe."""

from decimal import Decimal

from server.catalogue.rules.base import Given
from server.catalogue.rules.telling import MONTHS, STANDARD
from server.core.money import share

_FEW_CHILDREN = 2


def expected_support(given: Given, paid: int) -> int:
    """What counts as support in twelve months: what was given where that is more.

    `support.formula` is `actual` or `excess`: nothing while the relatives' income a head is not
    above so many times the standard, else a share of what is above it, split among all whom they
    support. Where the place or the relatives' income is not known, only what was given counts.
    """
    formula, standard = given.parameters.find("support.formula"), given.parameters.find(STANDARD)
    income, people = (
        given.facts.get("support.obligor_income_12m"),
        given.facts.get("support.obligor_people"),
    )
    if formula is None or formula.value != "excess" or standard is None:
        return paid
    if type(income) is not int or type(people) is not int or people < 1:
        return paid
    free = Decimal(str(given.parameters.value("support.free_multiple", 1)))
    head, line = income // people, share(standard.value * MONTHS, free)
    if head <= line:
        return paid
    owed = share(head - line, _share(given)) // _supported(given)
    return max(paid, owed)


def _share(given: Given) -> Decimal:
    """Who raises three children or more owes a smaller share."""
    children = given.facts.get("support.obligor_children")
    many = type(children) is int and children > _FEW_CHILDREN
    key, otherwise = (
        ("support.share_many_children", 0.4) if many else ("support.share_few_children", 0.5)
    )
    return Decimal(str(given.parameters.value(key, otherwise)))


def _supported(given: Given) -> int:
    told = given.facts.get("support.supported")
    return told if type(told) is int and told > 0 else 1

"""Households as the register knows them, and whom a member must be protected from."""

from server.registry.households.cautions import (
    KINDS,
    Caution,
    CautionInvalid,
    NotOfThisHome,
    cautions,
    declare,
    lift,
)
from server.registry.households.service import (
    Household,
    Member,
    NoHousehold,
    of,
    of_person,
    store,
)

__all__ = [
    "KINDS",
    "Caution",
    "CautionInvalid",
    "Household",
    "Member",
    "NoHousehold",
    "NotOfThisHome",
    "cautions",
    "declare",
    "lift",
    "of",
    "of_person",
    "store",
]

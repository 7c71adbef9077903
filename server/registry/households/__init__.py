"""Households as the register knows them: who lives and is registered together."""

from server.registry.households.service import (
    Household,
    Member,
    NoHousehold,
    of,
    of_person,
    store,
)

__all__ = ["Household", "Member", "NoHousehold", "of", "of_person", "store"]

"""Delegations: who may fill in, send in and hear for somebody else; for what, and until when."""

from server.registry.delegations.errors import (
    DelegateUnfit,
    MandateInvalid,
    MandateUnknown,
    NotYoursToGive,
)
from server.registry.delegations.events import MandateEnded, MandateGiven
from server.registry.delegations.queries import (
    Delegation,
    delegates_of,
    held_by,
    is_guardian,
    of,
    of_person,
    standing,
)
from server.registry.delegations.rules import KINDS, LONGEST_DAYS, METHODS
from server.registry.delegations.service import Wanted, end_between, grant, revoke

__all__ = [
    "KINDS",
    "LONGEST_DAYS",
    "METHODS",
    "DelegateUnfit",
    "Delegation",
    "MandateEnded",
    "MandateGiven",
    "MandateInvalid",
    "MandateUnknown",
    "NotYoursToGive",
    "Wanted",
    "delegates_of",
    "end_between",
    "grant",
    "held_by",
    "is_guardian",
    "of",
    "of_person",
    "revoke",
    "standing",
]

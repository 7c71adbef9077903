"""The vocabulary of facts: what can be known, of whom, in which form, and who can tell."""

from server.catalogue.vocabulary.checking import UNKNOWN, check, check_all
from server.catalogue.vocabulary.loading import (
    Choice,
    FactDef,
    FactUnknown,
    all_facts,
    find,
    of,
    registers_of,
)

__all__ = [
    "UNKNOWN",
    "Choice",
    "FactDef",
    "FactUnknown",
    "all_facts",
    "check",
    "check_all",
    "find",
    "of",
    "registers_of",
]

"""Consents: one adult lets named registers be asked for one case; as easily withdrawn."""

from server.registry.consents.rules import NotYours
from server.registry.consents.service import (
    Consent,
    ConsentUnknown,
    Proof,
    of_person,
    sign,
    standing,
    standing_of,
    withdraw,
)
from server.registry.consents.wordings import Wording, current_wording

__all__ = [
    "Consent",
    "ConsentUnknown",
    "NotYours",
    "Proof",
    "Wording",
    "current_wording",
    "of_person",
    "sign",
    "standing",
    "standing_of",
    "withdraw",
]

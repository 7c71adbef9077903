"""Consents: one adult lets named registers be asked for one case; as easily withdrawn."""

from server.registry.consents.hand import (
    DrawingEmpty,
    DrawingUnknown,
    drawing_of,
    drawn,
    keep_drawing,
    who_drew,
)
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
    "DrawingEmpty",
    "DrawingUnknown",
    "NotYours",
    "Proof",
    "Wording",
    "current_wording",
    "drawing_of",
    "drawn",
    "keep_drawing",
    "of_person",
    "sign",
    "standing",
    "standing_of",
    "who_drew",
    "withdraw",
]

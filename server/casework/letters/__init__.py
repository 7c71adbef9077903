"""Letters: numbered, sealed, frozen; each says what was decided, why, and how to appeal.

Being told in the app is not being served: proof of service (送达回证) is kept beside the letter,
and the periods for an appeal run from it.
"""

from server.casework.letters.content import APPEALED, TITLES, Content, Section
from server.casework.letters.errors import (
    AlreadyServed,
    LetterReplaced,
    LetterUnknown,
    NotDrawnYet,
    ServiceInvalid,
)
from server.casework.letters.events import LetterIssued, LetterReissued, LetterServed
from server.casework.letters.issuing import draw_due, issue, reissue
from server.casework.letters.models import Letter, LetterService
from server.casework.letters.queries import (
    LetterView,
    Unserved,
    Verification,
    file_of,
    of_case,
    one_of,
    unserved,
    unserved_count,
    verify,
)
from server.casework.letters.rules import Appeal, Proof, appeal_until
from server.casework.letters.serving import confirm, record_service

__all__ = [
    "APPEALED",
    "TITLES",
    "AlreadyServed",
    "Appeal",
    "Content",
    "Letter",
    "LetterIssued",
    "LetterReissued",
    "LetterReplaced",
    "LetterServed",
    "LetterService",
    "LetterUnknown",
    "LetterView",
    "NotDrawnYet",
    "Proof",
    "Section",
    "ServiceInvalid",
    "Unserved",
    "Verification",
    "appeal_until",
    "confirm",
    "draw_due",
    "file_of",
    "issue",
    "of_case",
    "one_of",
    "record_service",
    "reissue",
    "unserved",
    "unserved_count",
    "verify",
]

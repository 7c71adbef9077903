"""Cases: drafts, submission, acceptance, withdrawal; the only module that writes a stage."""

from server.casework.cases.aiding import note_aid
from server.casework.cases.converting import convert
from server.casework.cases.drafts import Saved, save, start
from server.casework.cases.errors import (
    CaseIncomplete,
    CaseUnknown,
    ConversionInvalid,
    NotADraft,
    RealNameNeeded,
    SignatureWrong,
)
from server.casework.cases.events import (
    CaseAccepted,
    CaseConverted,
    CaseNotAccepted,
    CaseSubmitted,
    CaseWithdrawn,
    ConsentSigned,
)
from server.casework.cases.forgetting import forget_draft
from server.casework.cases.handling import (
    accept,
    not_accept,
    recount_provisional,
    start_checking,
    withdraw,
)
from server.casework.cases.knowledge import Known, known_of
from server.casework.cases.models import Case, CaseStep
from server.casework.cases.moving import (
    deadline_of,
    item_of,
    locked,
    move,
    note_act,
    parameters_of,
    situation_of,
)
from server.casework.cases.queries import brief, mine, of, of_account, steps_of
from server.casework.cases.submission import sign, submit
from server.casework.cases.view import CaseView, Review, review, view
from server.casework.cases.words import StageWords, words_of

__all__ = [
    "Case",
    "CaseAccepted",
    "CaseConverted",
    "CaseIncomplete",
    "CaseNotAccepted",
    "CaseStep",
    "CaseSubmitted",
    "CaseUnknown",
    "CaseView",
    "CaseWithdrawn",
    "ConsentSigned",
    "ConversionInvalid",
    "Known",
    "NotADraft",
    "RealNameNeeded",
    "Review",
    "Saved",
    "SignatureWrong",
    "StageWords",
    "accept",
    "brief",
    "convert",
    "deadline_of",
    "forget_draft",
    "item_of",
    "known_of",
    "locked",
    "mine",
    "move",
    "not_accept",
    "note_act",
    "note_aid",
    "of",
    "of_account",
    "parameters_of",
    "recount_provisional",
    "review",
    "save",
    "sign",
    "situation_of",
    "start",
    "start_checking",
    "steps_of",
    "submit",
    "view",
    "withdraw",
    "words_of",
]

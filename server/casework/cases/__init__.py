"""Cases: drafts, submission, acceptance, withdrawal; the only module that writes a stage."""

from server.casework.cases.aiding import note_aid
from server.casework.cases.converting import convert
from server.casework.cases.drafts import Saved, save, start
from server.casework.cases.errors import (
    CaseIncomplete,
    CaseUnknown,
    ConversionInvalid,
    DraftElsewhere,
    MandateTooNarrow,
    NotADraft,
    PayeeIsDelegate,
    RealNameNeeded,
    ReasonMissing,
    SignatureWrong,
    SignersOutstanding,
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
    check_own,
    deadline_of,
    is_own,
    item_of,
    locked,
    move,
    note_act,
    parameters_of,
    situation_of,
)
from server.casework.cases.queries import brief, mine, of, of_account, recipients, steps_of
from server.casework.cases.signers import (
    CaseSigner,
    check_signed,
    decline,
    hold,
    pass_over,
    release,
    settle,
    signers_of,
)
from server.casework.cases.submission import same_name, sign, sign_for, submit
from server.casework.cases.taking_in import TakenIn, take_in
from server.casework.cases.view import CaseView, Review, review, view
from server.casework.cases.words import StageWords, words_of

__all__ = [
    "Case",
    "CaseAccepted",
    "CaseConverted",
    "CaseIncomplete",
    "CaseNotAccepted",
    "CaseSigner",
    "CaseStep",
    "CaseSubmitted",
    "CaseUnknown",
    "CaseView",
    "CaseWithdrawn",
    "ConsentSigned",
    "ConversionInvalid",
    "DraftElsewhere",
    "Known",
    "MandateTooNarrow",
    "NotADraft",
    "PayeeIsDelegate",
    "RealNameNeeded",
    "ReasonMissing",
    "Review",
    "Saved",
    "SignatureWrong",
    "SignersOutstanding",
    "StageWords",
    "TakenIn",
    "accept",
    "brief",
    "check_own",
    "check_signed",
    "convert",
    "deadline_of",
    "decline",
    "forget_draft",
    "hold",
    "is_own",
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
    "pass_over",
    "recipients",
    "recount_provisional",
    "release",
    "review",
    "same_name",
    "save",
    "settle",
    "sign",
    "sign_for",
    "signers_of",
    "situation_of",
    "start",
    "start_checking",
    "steps_of",
    "submit",
    "take_in",
    "view",
    "withdraw",
    "words_of",
]

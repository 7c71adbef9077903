"""Decisions: an opinion by the handler, a decision by somebody else, with reasons and remedy."""

from server.casework.decisions.events import (
    CaseDecided,
    CaseReferredUp,
    CaseSentBack,
    ProposalMade,
)
from server.casework.decisions.models import Decision
from server.casework.decisions.replaying import Replay, Shift, replay
from server.casework.decisions.service import (
    DecisionInvalid,
    SamePerson,
    decide,
    of_case,
    propose,
    refer_up,
    send_back,
)

__all__ = [
    "CaseDecided",
    "CaseReferredUp",
    "CaseSentBack",
    "Decision",
    "DecisionInvalid",
    "ProposalMade",
    "Replay",
    "SamePerson",
    "Shift",
    "decide",
    "of_case",
    "propose",
    "refer_up",
    "replay",
    "send_back",
]

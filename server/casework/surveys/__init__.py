"""Surveys (入户): two visitors look, ask and write down; it works without a network, sent once.

No rule asks for a photograph or a position, so neither can be sent.
"""

from server.casework.surveys.devices import Device, devices_of, enrol, revoke, unlock
from server.casework.surveys.errors import (
    DeviceRevoked,
    SurveyIncomplete,
    SurveyNotPlanned,
    SurveySentAlready,
    SurveyUnknown,
    VisitorsWrong,
)
from server.casework.surveys.events import SurveyDone, SurveyPlanned
from server.casework.surveys.planning import VISITING, Visitor, cancel, plan, visitors_for
from server.casework.surveys.queries import Survey, appointment_of, mine, of, open_sheet, waiting
from server.casework.surveys.questions import Question, questions
from server.casework.surveys.receiving import receive
from server.casework.surveys.record import FilledSheet, Household, Record, Seen, Sending, Signature

__all__ = [
    "VISITING",
    "Device",
    "DeviceRevoked",
    "FilledSheet",
    "Household",
    "Question",
    "Record",
    "Seen",
    "Sending",
    "Signature",
    "Survey",
    "SurveyDone",
    "SurveyIncomplete",
    "SurveyNotPlanned",
    "SurveyPlanned",
    "SurveySentAlready",
    "SurveyUnknown",
    "Visitor",
    "VisitorsWrong",
    "appointment_of",
    "cancel",
    "devices_of",
    "enrol",
    "mine",
    "of",
    "open_sheet",
    "plan",
    "questions",
    "receive",
    "revoke",
    "unlock",
    "visitors_for",
    "waiting",
]

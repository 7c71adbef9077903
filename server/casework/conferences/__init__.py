"""Case conferences: several departments on one case, by link, with minutes, tasks and a visit."""

from server.casework.conferences.errors import (
    ConferenceInvalid,
    ConferenceOpen,
    ConferenceUnknown,
    LinkEnded,
)
from server.casework.conferences.inviting import Asked, answer, asked, invite, revoke
from server.casework.conferences.queries import (
    Conference,
    Invitation,
    Task,
    count_waiting,
    of_case,
    of_office,
    one_of_office,
    triggers_of,
)
from server.casework.conferences.rules import DEPARTMENTS, TRIGGERS
from server.casework.conferences.service import (
    Plan,
    hold,
    open_one,
    remind_visits,
    task_done,
    visited,
)

__all__ = [
    "DEPARTMENTS",
    "TRIGGERS",
    "Asked",
    "Conference",
    "ConferenceInvalid",
    "ConferenceOpen",
    "ConferenceUnknown",
    "Invitation",
    "LinkEnded",
    "Plan",
    "Task",
    "answer",
    "asked",
    "count_waiting",
    "hold",
    "invite",
    "of_case",
    "of_office",
    "one_of_office",
    "open_one",
    "remind_visits",
    "revoke",
    "task_done",
    "triggers_of",
    "visited",
]

"""The caseworkers' desk: one queue with counts, claims, and the case on one screen."""

from server.casework.desk.access import seen
from server.casework.desk.events import CaseReturned
from server.casework.desk.figures import OfficeFigures, figures
from server.casework.desk.opening import ReasonMissing, ReasonNeeded, open_with_reason
from server.casework.desk.queue import Counts, Page, QueueFilter, Row, counts, queue
from server.casework.desk.sampling import Sample, draw_sample, samples_of
from server.casework.desk.service import (
    AlreadyClaimed,
    StaffCase,
    case_for_staff,
    claim,
    release,
)
from server.casework.desk.watching import (
    Alert,
    alert_count,
    alert_stepped_in,
    alerts_for,
    escalate_overdue,
    mark_seen,
    return_silent,
)

__all__ = [
    "Alert",
    "AlreadyClaimed",
    "CaseReturned",
    "Counts",
    "OfficeFigures",
    "Page",
    "QueueFilter",
    "ReasonMissing",
    "ReasonNeeded",
    "Row",
    "Sample",
    "StaffCase",
    "alert_count",
    "alert_stepped_in",
    "alerts_for",
    "case_for_staff",
    "claim",
    "counts",
    "draw_sample",
    "escalate_overdue",
    "figures",
    "mark_seen",
    "open_with_reason",
    "queue",
    "release",
    "return_silent",
    "samples_of",
    "seen",
]

"""Reports by anybody of somebody in trouble: answered in hours, made a case by a clerk."""

from server.casework.reports.errors import ReportInvalid, ReportSettled, ReportUnknown
from server.casework.reports.queries import (
    OpenReport,
    Similar,
    Told,
    count_waiting,
    of_office,
    one_of_office,
    similar_to,
    state_for_reporter,
)
from server.casework.reports.service import Report, make, settle, take
from server.casework.reports.turning import link_to_case, open_case

__all__ = [
    "OpenReport",
    "Report",
    "ReportInvalid",
    "ReportSettled",
    "ReportUnknown",
    "Similar",
    "Told",
    "count_waiting",
    "link_to_case",
    "make",
    "of_office",
    "one_of_office",
    "open_case",
    "settle",
    "similar_to",
    "state_for_reporter",
    "take",
]

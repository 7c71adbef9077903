"""The caseworkers' desk: one queue with counts, claims, and the case on one screen."""

from server.casework.desk.queue import Counts, Page, QueueFilter, Row, counts, queue
from server.casework.desk.service import (
    AlreadyClaimed,
    StaffCase,
    case_for_staff,
    claim,
    release,
    seen,
)

__all__ = [
    "AlreadyClaimed",
    "Counts",
    "Page",
    "QueueFilter",
    "Row",
    "StaffCase",
    "case_for_staff",
    "claim",
    "counts",
    "queue",
    "release",
    "seen",
]

"""Estimates: the one brain behind the one-minute check, the review, the clerk's screen."""

from server.catalogue.estimates.service import (
    Advice,
    DeadlineWords,
    Estimate,
    EstimateRequest,
    Missing,
    estimate,
    for_request,
)

__all__ = [
    "Advice",
    "DeadlineWords",
    "Estimate",
    "EstimateRequest",
    "Missing",
    "estimate",
    "for_request",
]

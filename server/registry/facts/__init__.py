"""Facts: what is known of whom, from which source, as of when. Nothing is overwritten."""

from server.registry.facts.service import (
    Coverage,
    Fact,
    FactEntry,
    contest,
    of_case,
    record,
    settle_contest,
    visible_to,
)

__all__ = [
    "Coverage",
    "Fact",
    "FactEntry",
    "contest",
    "of_case",
    "record",
    "settle_contest",
    "visible_to",
]

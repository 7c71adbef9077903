"""Signing: every way of saying yes is equal; links for family far away; whom nothing may reach."""

from server.casework.signing.errors import LinkUnknown, LinkWrong, WitnessUnfit
from server.casework.signing.keeping_away import keep_away, let_back
from server.casework.signing.links import Link, decline_by, make, opened, sign_by, verify
from server.casework.signing.recording import METHODS, record

__all__ = [
    "METHODS",
    "Link",
    "LinkUnknown",
    "LinkWrong",
    "WitnessUnfit",
    "decline_by",
    "keep_away",
    "let_back",
    "make",
    "opened",
    "record",
    "sign_by",
    "verify",
]

"""What caseworkers send and get."""

from typing import Literal

from server.catalogue.estimates import Estimate
from server.web.api.shapes import Answer, Asked, Code, Digits, Fen, LongText, Text


class Password(Asked, frozen=True):
    """The first factor."""

    login: Text
    password: Text


class SecondFactor(Asked, frozen=True):
    """The six digits of the authenticator, and which post to act in (`clerk 320699100`)."""

    code: Digits
    post: str = ""


class FactLine(Answer, frozen=True):
    """Declared beside found."""

    fact: str
    label: str
    declared: str
    found: str
    source: str
    state: str


class CaseForStaff(Answer, frozen=True):
    """One case with everything needed to act."""

    case_no: str
    stage: str
    name: str
    id_no: str
    facts: list[FactLine]
    queries: list[dict[str, str]]
    estimate: Estimate
    open_steps: list[str]
    handler: str
    proposed_fen: int | None
    limit_fen: int | None


class PointAsked(Asked, frozen=True):
    """One thing to be explained."""

    fact: Text
    words: LongText


class CorrectionAsked(Asked, frozen=True):
    """Everything that is missing, asked once."""

    points: list[PointAsked]
    second_round_reason: str = ""


class Reasoned(Asked, frozen=True):
    """Words for the record."""

    note: LongText


class Conversion(Asked, frozen=True):
    """Another lane, and why."""

    lane: Code
    note: LongText


class Proposal(Asked, frozen=True):
    """The handler's opinion."""

    outcome: Literal["grant", "refuse"]
    opinion: LongText
    amount_fen: Fen | None = None


class DecisionMade(Asked, frozen=True):
    """The decision of somebody other than the handler."""

    outcome: Literal["grant", "refuse"]
    amount_fen: Fen | None = None
    reason_codes: tuple[str, ...] = ()
    reason: str = ""


class StageNow(Answer, frozen=True):
    """Where the case is after the step."""

    case_no: str
    stage: str

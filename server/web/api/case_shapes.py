"""What residents send and get about their cases."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from server.catalogue.estimates import Estimate
from server.web.api.shapes import Answer, Asked, ItemCode, RegionCode, Text


class DraftWanted(Asked, frozen=True):
    """Which item, where one lives, and optionally which lane and cause."""

    item: ItemCode
    region: RegionCode
    lane: str | None = None
    cause: str = ""


class CaseLine(Answer, frozen=True):
    """A case in a list: no programme name, no sum."""

    case_no: str
    stage: str
    where: str
    created_at: datetime
    due_at: datetime | None
    waits_for_you: bool


class CaseList(Answer, frozen=True):
    """One's cases, newest first."""

    cases: list[CaseLine]


class AnswersGiven(Asked, frozen=True):
    """Answers by fact key; `"unknown"` is an answer."""

    facts: dict[str, Any]


class AnswersKept(Answer, frozen=True):
    """When what was right was kept, and a field code for what was not."""

    saved_at: datetime
    wrong: dict[str, str]


class AnswerView(Answer, frozen=True):
    """One question and what is known of it."""

    fact: str
    question: str
    value: Any
    is_answered: bool
    source: str


class ReviewView(Answer, frozen=True):
    """Everything before signing."""

    case_no: str
    answers: list[AnswerView]
    missing: list[str]
    estimate: Estimate
    consent_title: str
    consent_text: str
    consent_version: str
    registers: list[str]
    other_signers: list[str]


class Signed(Asked, frozen=True):
    """One's own name, typed or drawn; the consent was shown as `consent_version`.

    `drawing` is a PNG as a data address (`data:image/png;base64,…`); with one, `signature` may be
    empty.
    """

    consent_version: Text
    signature: Annotated[str, msgspec.Meta(max_length=200)] = ""
    drawing: Annotated[str, msgspec.Meta(max_length=200_000)] = ""


class StepView(Answer, frozen=True):
    """One step the case took."""

    step: str
    to_stage: str
    at: datetime
    by: str


class PointView(Answer, frozen=True):
    """One thing to explain, and the answer."""

    id: UUID
    fact: str
    label: str
    words: str
    ways: list[str]
    kind: str | None
    answer: str


class RoundView(Answer, frozen=True):
    """One list of things to explain."""

    round: int
    answer_by: datetime
    points: list[PointView]


class CaseInFull(CaseLine, frozen=True):
    """Where it is, what next, who, by when."""

    item: str
    now: str
    next: str
    office: str
    office_phone: str
    handler: str
    due_is_provisional: bool
    lane: str
    aid_by: datetime | None
    aided_at: datetime | None
    papers: int
    trips: int
    steps: list[StepView]
    corrections: list[RoundView]
    signers: list[dict[str, str]]
    can_withdraw: bool


class PointAnswer(Asked, frozen=True):
    """How one point is answered."""

    point: UUID
    kind: Literal["told", "photo", "pledge", "cannot"]
    text: str = ""
    value: Any = None
    file_id: UUID | None = None


class ReminderWanted(Asked, frozen=True):
    """Whether WeChat or SMS may remind of a draft before it is erased."""

    wanted: bool


class CorrectionAnswers(Asked, frozen=True):
    """Answers to some or all points."""

    answers: list[PointAnswer]

"""Reading conferences, and what calls for one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework import cases, decisions, reserve
from server.casework.cases import Case
from server.casework.conferences.errors import ConferenceUnknown
from server.casework.conferences.rules import Seen, computed
from server.catalogue import estimates
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.privacy import decrypt

_COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
_SELECT = """
SELECT n.id, n.conference_no, c.case_no, c.applicant_name AS name, n.triggers, n.question_enc,
  n.opened_at, n.meets_on, n.minutes_enc, n.held_at, n.visit_on, n.visit_enc, n.visited_at,
  s.name AS opened_by FROM conferences n JOIN cases c ON c.id = n.case_id
  JOIN staff s ON s.id = n.opened_by
"""


@dataclass(frozen=True)
class Invitation:
    """One department, how far it is, and its word."""

    department: str
    invited_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    opinion: str
    signed: str


@dataclass(frozen=True)
class Task:
    """Who does what by when, and whether it is done."""

    position: int
    who: str
    what: str
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True)
class Conference:
    """A conference with everything that belongs to it."""

    conference_no: str
    case_no: str
    name: str
    triggers: tuple[str, ...]
    question: str
    opened_by: str
    opened_at: datetime
    meets_on: date
    minutes: str
    held_at: datetime | None
    visit_on: date | None
    visit: str
    visited_at: datetime | None
    invitations: tuple[Invitation, ...]
    tasks: tuple[Task, ...]

    @property
    def visit_is_due(self) -> bool:
        """Whether somebody must go and see."""
        return (
            self.visit_on is not None and self.visited_at is None and self.visit_on <= clock.today()
        )


async def triggers_of(case: Case) -> tuple[str, ...]:
    """What calls for a conference on this case, as far as a computer can see."""
    known, item = await cases.known_of(case), cases.item_of(case)
    judged = estimates.estimate(
        item, item.lane(case.lane), facts=known.merged, known=cases.parameters_of(case)
    )
    decision = await decisions.of_case(case)
    proposed = decision.proposed_fen if decision else None
    earlier = await reserve.earlier_of(case)
    held = known.merged.get("household.classification", "none") not in {"none", "unknown", None}
    kinds = held + ("event.kind" in known.merged) + ("expense.own_payment" in known.merged)
    return computed(
        Seen(
            sum_fen=proposed or judged.amount_fen,
            limit_fen=cases.situation_of(case).limit_fen,
            earlier=len(earlier),
            has_minor=any(not m.is_adult(clock.today()) for m in known.household.members),
            kinds=int(kinds),
            was_helped_before=any(one.granted_fen or one.given_fen for one in earlier),
        )
    )


async def of_case(case: Case) -> list[Conference]:
    """A case's conferences, newest first."""
    rows = await database.fetch(
        f"{_SELECT} WHERE n.case_id = $1 ORDER BY n.opened_at DESC", case.id
    )
    return [await _whole(row) for row in rows]


async def of_office(by: Actor) -> list[Conference]:
    """What is not finished in the acting office: to be held, or to be visited."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    rows = await database.fetch(
        f"{_SELECT} WHERE n.{area} = $1 AND n.visited_at IS NULL"
        " ORDER BY coalesce(n.visit_on, n.meets_on) LIMIT 100",
        by.office,
    )
    return [await _whole(row) for row in rows]


async def one_of_office(conference_no: str, by: Actor) -> Conference:
    """One conference of the acting office. Raises ConferenceUnknown."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    row = await database.fetch_one(
        f"{_SELECT} WHERE n.conference_no = $1 AND n.{area} = $2", conference_no, by.office
    )
    if row is None:
        raise ConferenceUnknown
    return await _whole(row)


async def _whole(row: dict[str, Any]) -> Conference:
    invited = await database.fetch(
        "SELECT department, invited_at, expires_at, answered_at, opinion_enc, signed_enc"
        " FROM conference_invitations WHERE conference_id = $1 AND revoked_at IS NULL"
        " ORDER BY invited_at",
        row["id"],
    )
    tasks = await database.fetch(
        "SELECT position, who, what_enc, due_on, done_at FROM conference_tasks"
        " WHERE conference_id = $1 ORDER BY position",
        row.pop("id"),
    )
    texts: dict[str, Any] = {
        name: _opened(row.pop(f"{name}_enc"), f"conferences.{name}")
        for name in ("question", "minutes", "visit")
    }
    row["triggers"] = tuple(row["triggers"])
    return Conference(
        **row,
        **texts,
        invitations=tuple(_invitation(one) for one in invited),
        tasks=tuple(_task(one) for one in tasks),
    )


def _invitation(row: dict[str, Any]) -> Invitation:
    texts: dict[str, Any] = {
        name: _opened(row.pop(f"{name}_enc"), f"conference_invitations.{name}")
        for name in ("opinion", "signed")
    }
    return Invitation(**row, **texts)


def _task(row: dict[str, Any]) -> Task:
    what: Any = _opened(row.pop("what_enc"), "conference_tasks.what")
    return Task(**row, what=what)


def _opened(sealed: Any, context: str) -> str:
    return decrypt(bytes(sealed), context) if sealed is not None else ""


async def count_waiting(by: Actor) -> int:
    """How many are to be held, or whose visit is due."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    row = await database.fetch_one(
        f"SELECT count(*) AS waiting FROM conferences WHERE {area} = $1 AND visited_at IS NULL"
        " AND (held_at IS NULL OR visit_on <= $2)",
        by.office,
        clock.today(),
    )
    return int(row["waiting"]) if row else 0

"""Reading reports: the office's list, and the little that a reporter may know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.casework.reports.errors import ReportUnknown
from server.casework.reports.service import known_false
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.privacy import decrypt
from server.registry import audit

PAGE = 100
_COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
_NEAR = timedelta(days=30)
_SEALED = ("whom", "words", "reporter", "phone", "note")
_COLUMNS = """
SELECT r.report_no, r.region_code, r.office_code, r.source, r.kind, r.is_danger, r.whom_enc,
  r.whom_index, r.words_enc, r.reporter_enc, r.phone_enc, r.note_enc, r.made_at, r.answer_by,
  r.state, r.settled_at, coalesce(s.name, '') AS handler, coalesce(c.case_no, '') AS case_no
  FROM reports r LEFT JOIN staff s ON s.id = r.handler_id LEFT JOIN cases c ON c.id = r.case_id
"""


@dataclass(frozen=True)
class OpenReport:
    """A report as the office sees it."""

    report_no: str
    region_code: str
    office_code: str
    source: str
    kind: str
    is_danger: bool
    whom: str
    words: str
    reporter: str
    phone: str
    note: str
    made_at: datetime
    answer_by: datetime
    state: str
    settled_at: datetime | None
    handler: str
    case_no: str
    was_false_before: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody must still act."""
        return self.state in {"open", "taken"}


@dataclass(frozen=True)
class Similar:
    """What may be the same event: another report, or a case under way."""

    report_no: str
    case_no: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Told:
    """All that a reporter ever learns: that it arrived, and whether somebody is on it."""

    report_no: str
    made_at: datetime
    answer_by: datetime
    stage: str


async def state_for_reporter(report_no: str) -> Told:
    """Received, looked at, or done; nothing about the person. Raises ReportUnknown."""
    row = await database.fetch_one(
        "SELECT report_no, made_at, answer_by, CASE state WHEN 'open' THEN 'received'"
        " WHEN 'taken' THEN 'looking' ELSE 'done' END AS stage FROM reports WHERE report_no = $1",
        report_no.strip().upper(),
    )
    if row is None:
        raise ReportUnknown
    return Told(**row)


async def of_office(by: Actor, *, settled: bool = False) -> list[OpenReport]:
    """The office's reports: danger first, then by when an answer is due; or those settled."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    order = "r.settled_at DESC" if settled else "r.is_danger DESC, r.answer_by"
    state = "NOT IN" if settled else "IN"
    rows = await database.fetch(
        f"{_COLUMNS} WHERE r.{area} = $1 AND r.state {state} ('open', 'taken')"
        f" ORDER BY {order} LIMIT {PAGE}",
        by.office,
    )
    return [await _opened(row) for row in rows]


async def one_of_office(report_no: str, by: Actor) -> OpenReport:
    """One report of the acting office; opening it is audited. Raises ReportUnknown."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    row = await database.fetch_one(
        f"{_COLUMNS} WHERE r.report_no = $1 AND r.{area} = $2", report_no, by.office
    )
    if row is None:
        raise ReportUnknown
    async with database.transaction():
        await audit.record(by, "open-report", f"report:{report_no}")
    return await _opened(row)


async def _opened(row: dict[str, Any]) -> OpenReport:
    index = bytes(row.pop("whom_index"))
    told: dict[str, Any] = {
        name: decrypt(bytes(sealed), f"reports.{name}") if sealed is not None else ""
        for name in _SEALED
        for sealed in (row.pop(f"{name}_enc"),)
    }
    was_false = row["state"] in {"open", "taken"} and await known_false(index)
    return OpenReport(**row, **told, was_false_before=was_false)


async def similar_to(report: OpenReport) -> list[Similar]:
    """Reports and cases of the last thirty days that may be about the same person and event."""
    since = clock.now() - _NEAR
    rows = await database.fetch(
        "SELECT o.report_no, coalesce(c.case_no, '') AS case_no, o.state AS words, o.made_at AS at"
        " FROM reports r JOIN reports o ON o.whom_index = r.whom_index AND o.id <> r.id"
        " LEFT JOIN cases c ON c.id = o.case_id WHERE r.report_no = $1 AND o.made_at > $2"
        " ORDER BY o.made_at DESC LIMIT 20",
        report.report_no,
        since,
    )
    named = await database.fetch(
        "SELECT '' AS report_no, case_no, applicant_name AS words, submitted_at AS at FROM cases"
        " WHERE office_code = $1 AND submitted_at > $2 AND strpos($3, applicant_name) > 0"
        " ORDER BY submitted_at DESC LIMIT 20",
        report.office_code,
        since,
        report.whom,
    )
    return [Similar(**row) for row in (*rows, *named)]


async def count_waiting(by: Actor) -> int:
    """How many reports wait in the office."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    row = await database.fetch_one(
        f"SELECT count(*) AS waiting FROM reports WHERE {area} = $1 AND state IN ('open', 'taken')",
        by.office,
    )
    return int(row["waiting"]) if row else 0

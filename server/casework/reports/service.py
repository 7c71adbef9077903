"""Making a report, taking it up, and ending it without a case."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from server.casework.reports.errors import ReportInvalid, ReportSettled, ReportUnknown
from server.catalogue import parameters, vocabulary
from server.core import clock, database, ids
from server.core.actors import PUBLIC, Actor
from server.core.privacy import blind_index, encrypt
from server.registry import audit, regions, workdays

SOURCES = ("neighbour", "village", "hospital", "police", "hotline", "other")
_TOWNSHIP, _COUNTY = 4, 3
_LONGEST = 1000
_ANSWER_HOURS = 24
# Whom a false alarm was about is not looked for in hours again for half a year, danger excepted.
QUIET = timedelta(days=183)
_CALM_WORKDAYS = 3
_INSERT = """
INSERT INTO reports (id, report_no, region_code, office_code, county_code, source, kind, is_danger,
  whom_enc, whom_index, words_enc, reporter_enc, phone_enc, once, made_at, answer_by, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'open')
ON CONFLICT (once) DO NOTHING
"""


@dataclass(frozen=True)
class Report:
    """What somebody tells: where, what, about whom; who they are only if they like."""

    region: str
    kind: str
    whom: str
    words: str
    once: str
    source: str = "neighbour"
    is_danger: bool = False
    reporter: str = ""
    phone: str = ""


async def make(report: Report, by: Actor = PUBLIC) -> str:
    """Keep a report and give its number; the same tap gives the same number.

    Raises ReportInvalid, RegionUnknown.
    """
    _check(report)
    office = regions.ancestor(report.region, _TOWNSHIP)
    county = regions.ancestor(report.region, _COUNTY)
    if office is None or county is None:
        raise ReportInvalid(fields={"region": "field.region_too_wide"})
    index, now = subject_index(report.whom, office.code), clock.now()
    async with database.transaction():
        await database.execute(
            _INSERT,
            ids.new(),
            ids.public_no("BG"),
            regions.of(report.region).code,
            office.code,
            county.code,
            report.source,
            report.kind,
            report.is_danger,
            encrypt(report.whom.strip(), "reports.whom"),
            index,
            encrypt(report.words.strip(), "reports.words"),
            _sealed(report.reporter, "reports.reporter"),
            _sealed(report.phone, "reports.phone"),
            report.once,
            now,
            await _answer_by(report, index, now),
        )
        row = await database.fetch_one("SELECT report_no FROM reports WHERE once = $1", report.once)
        number = str(row["report_no"]) if row else ""
        await audit.record(by, "report", f"report:{number}")
    return number


def _check(report: Report) -> None:
    kinds = {choice.value for choice in vocabulary.of("event.kind").choices}
    wrong: dict[str, str] = {}
    if report.kind not in kinds:
        wrong["kind"] = "field.not_a_choice"
    if report.source not in SOURCES:
        wrong["source"] = "field.not_a_choice"
    for name in ("whom", "words"):
        text = getattr(report, name).strip()
        if not text:
            wrong[name] = "field.missing"
        elif len(text) > _LONGEST:
            wrong[name] = "field.too_long"
    if wrong:
        raise ReportInvalid(fields=wrong)


def subject_index(whom: str, office: str) -> bytes:
    """Finds what was told about the same person before, without keeping a name in the clear."""
    plain = re.sub(r"[\s，。、,.；;：:（）()]+", "", whom)
    return blind_index(f"{office} {plain}", "reports.whom")


async def _answer_by(report: Report, index: bytes, now: datetime) -> datetime:
    """In hours; in working days where the same was a false alarm lately and nobody is in danger."""
    if not report.is_danger and await known_false(index):
        return workdays.deadline(now, workdays=_CALM_WORKDAYS).at
    told = parameters.current(report.region, clock.today()).value(
        "relief.answer_hours", _ANSWER_HOURS
    )
    return workdays.deadline(now, hours=int(told)).at


async def known_false(index: bytes) -> bool:
    """Whether somebody looked lately, and it was a false alarm."""
    rows = await database.fetch(
        "SELECT 1 FROM reports WHERE whom_index = $1 AND state = 'false_alarm'"
        " AND settled_at > $2 LIMIT 1",
        index,
        clock.now() - QUIET,
    )
    return bool(rows)


def _sealed(text: str, context: str) -> bytes | None:
    return encrypt(text.strip(), context) if text.strip() else None


async def take(report_no: str, by: Actor) -> None:
    """Take a report up: the reporter reads that somebody is on it.

    Raises ReportUnknown, ReportSettled.
    """
    async with database.transaction():
        await locked(report_no, by)
        await database.execute(
            "UPDATE reports SET state = 'taken', handler_id = $2, taken_at = $3"
            " WHERE report_no = $1",
            report_no,
            by.staff_id,
            clock.now(),
        )
        await audit.record(by, "take-report", f"report:{report_no}")


async def settle(
    report_no: str, by: Actor, *, outcome: Literal["elsewhere", "false_alarm"], note: str
) -> None:
    """End a report without a case, in words: handed on to whom, or what was found to be false.

    Raises ReportUnknown, ReportSettled, ReportInvalid.
    """
    if not note.strip():
        raise ReportInvalid(fields={"note": "field.missing"})
    if outcome not in {"elsewhere", "false_alarm"}:
        raise ReportInvalid(fields={"outcome": "field.not_a_choice"})
    async with database.transaction():
        await locked(report_no, by)
        await end(report_no, outcome, by, note=note)


async def locked(report_no: str, by: Actor) -> UUID:
    """An open report of the acting office, locked. Raises ReportUnknown, ReportSettled."""
    row = await database.fetch_one(
        "SELECT id, state FROM reports WHERE report_no = $1 AND office_code = $2 FOR UPDATE",
        report_no,
        by.office,
    )
    if row is None:
        raise ReportUnknown
    if row["state"] not in {"open", "taken"}:
        raise ReportSettled
    found: UUID = row["id"]
    return found


async def end(
    report_no: str, state: str, by: Actor, *, note: str = "", case_id: UUID | None = None
) -> None:
    """Inside the caller's transaction: the report is settled, by whoever settles it."""
    now = clock.now()
    await database.execute(
        "UPDATE reports SET state = $2, case_id = $3, note_enc = $4, settled_at = $5::timestamptz,"
        " handler_id = coalesce(handler_id, $6), taken_at = coalesce(taken_at, $5::timestamptz)"
        " WHERE report_no = $1",
        report_no,
        state,
        case_id,
        _sealed(note, "reports.note"),
        now,
        by.staff_id,
    )
    await audit.record(by, f"report-{state}", f"report:{report_no}")

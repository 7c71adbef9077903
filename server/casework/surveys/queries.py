"""Reading surveys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from server.casework import cases, conflicts
from server.casework.surveys.errors import SurveyNotPlanned, SurveyUnknown
from server.casework.surveys.questions import Question, questions
from server.casework.surveys.record import Record
from server.core import database
from server.core.actors import Actor
from server.core.privacy import decrypt
from server.registry import audit

SEALED = "surveys.record"
_SELECT = """
SELECT s.id, c.case_no, c.applicant_name AS name, c.region_code, s.state, s.appointment_at,
       s.first_visitor, s.second_visitor, a.name AS first_name, b.name AS second_name,
       s.visited_at, s.received_at, s.record_enc
  FROM surveys s JOIN cases c ON c.id = s.case_id
  JOIN staff a ON a.id = s.first_visitor JOIN staff b ON b.id = s.second_visitor
"""


@dataclass(frozen=True)
class Survey:
    """One visit, planned or done."""

    id: UUID
    case_no: str
    name: str
    region_code: str
    state: Literal["planned", "done", "cancelled"]
    appointment_at: datetime
    first_visitor: UUID
    second_visitor: UUID
    first_name: str
    second_name: str
    visited_at: datetime | None
    received_at: datetime | None
    record: Record | None


def _survey(row: dict[str, Any]) -> Survey:
    sealed = row.pop("record_enc")
    text = decrypt(bytes(sealed), SEALED) if sealed is not None else None
    record = msgspec.json.decode(text, type=Record) if text else None
    return Survey(**row, record=record)


async def mine(by: Actor) -> list[Survey]:
    """The visits somebody is to make, the next one first."""
    rows = await database.fetch(
        _SELECT + " WHERE s.state = 'planned' AND $1 IN (s.first_visitor, s.second_visitor)"
        " AND $2 LIKE c.office_code || '%' AND c.id <> ALL($3) ORDER BY s.appointment_at",
        by.staff_id,
        by.office,
        await conflicts.hidden_from(by.staff_id),
    )
    return [_survey(row) for row in rows]


async def of(survey_id: UUID, by: Actor) -> Survey:
    """A visit of one's own, while one still may see the case. Raises SurveyUnknown."""
    rows = await database.fetch(_SELECT + " WHERE s.id = $1", survey_id)
    if not rows or by.staff_id not in (rows[0]["first_visitor"], rows[0]["second_visitor"]):
        raise SurveyUnknown
    case = await cases.of(rows[0]["case_no"])
    # Whoever works elsewhere now, or declared a tie since, is no visitor of this house any more.
    if not by.office.startswith(case.office_code) or await conflicts.keeps_out(case, by.staff_id):
        raise SurveyUnknown
    return _survey(rows[0])


async def open_sheet(survey_id: UUID, by: Actor) -> tuple[Survey, list[Question]]:
    """A visit to come with its questions and what is known; opening it is audited.

    Raises SurveyUnknown, SurveyNotPlanned: after the visit the visitors need no sheet any more.
    """
    survey = await of(survey_id, by)
    if survey.state != "planned":
        raise SurveyNotPlanned
    async with database.transaction():
        await audit.record(by, "open-survey", f"case:{survey.case_no}")
    return survey, await questions(await cases.of(survey.case_no))


async def appointment_of(survey_id: UUID) -> datetime:
    """When the household expects its visitors. Raises SurveyUnknown."""
    row = await database.fetch_one("SELECT appointment_at FROM surveys WHERE id = $1", survey_id)
    if row is None:
        raise SurveyUnknown
    at: datetime = row["appointment_at"]
    return at


async def waiting(by: Actor) -> int:
    """How many visits somebody is to make."""
    return len(await mine(by))

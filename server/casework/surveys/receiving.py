"""A visit comes in: whole, once, in whatever order it was sent; its answers become facts."""

from typing import Any
from uuid import UUID

import msgspec

from server.casework import cases
from server.casework.cases import Case
from server.casework.surveys import devices
from server.casework.surveys.errors import (
    SurveyIncomplete,
    SurveyNotPlanned,
    SurveySentAlready,
)
from server.casework.surveys.events import SurveyDone
from server.casework.surveys.queries import SEALED, of
from server.casework.surveys.questions import Question, questions
from server.casework.surveys.record import Record, Seen, Sending, problems
from server.catalogue import vocabulary
from server.core import clock, database, outbox
from server.core.actors import Actor
from server.core.privacy import encrypt
from server.registry import audit, facts
from server.registry.facts import FactEntry


async def receive(survey_id: UUID, record: Record, by: Actor, *, sending: Sending) -> bool:
    """Keep what a visit found; False when this, or a later revision of it, is here already.

    Either visitor sends, from whichever phone has a network first; that record stands, and the
    other one's is refused. Both have signed on each.

    Raises SurveyUnknown, DeviceRevoked, SurveyIncomplete, SurveyNotPlanned, SurveySentAlready.
    """
    survey = await of(survey_id, by)
    if sending.device_id is not None:
        await devices.unlock(sending.device_id, by)
    asked = await questions(await cases.of(survey.case_no))
    values, wrong = _values(record, asked)
    wrong |= problems(record, [question.fact.key for question in asked])
    if wrong:
        raise SurveyIncomplete(fields=wrong)
    async with database.transaction():
        case = await cases.locked(survey.case_no)
        if not await _is_newer(survey_id, sending.send_id, sending.revision):
            return False
        await _keep(survey_id, record, sending)
        entries = [_entry(case, q, record.answers[q.fact.key], values, by) for q in asked]
        await facts.record(entries)
        await audit.record(by, "send-survey", f"case:{case.case_no}")
        # A case withdrawn meanwhile stays withdrawn; what was seen is kept beside it.
        if case.stage == "surveying":
            await cases.move(case, "end_surveying", by=by)
            await outbox.publish(SurveyDone(case.case_no, str(survey_id)))
    return True


async def _is_newer(survey_id: UUID, send_id: str, revision: int) -> bool:
    row = await database.fetch_one(
        "SELECT state, send_id, revision FROM surveys WHERE id = $1 FOR UPDATE", survey_id
    )
    if row is None or row["state"] == "cancelled":
        raise SurveyNotPlanned
    if row["state"] == "done" and row["send_id"] != send_id:
        raise SurveySentAlready
    return bool(row["state"] == "planned" or revision > row["revision"])


async def _keep(survey_id: UUID, record: Record, sending: Sending) -> None:
    await database.execute(
        "UPDATE surveys SET state = 'done', device_id = $2, send_id = $3, revision = $4,"
        " visited_at = $5, received_at = $6, household = $7, record_enc = $8 WHERE id = $1",
        survey_id,
        sending.device_id,
        sending.send_id,
        sending.revision,
        # A phone's clock may run ahead.
        min(sending.visited_at, clock.now()),
        clock.now(),
        record.household.outcome,
        encrypt(msgspec.json.encode(record).decode(), SEALED),
    )


def _values(record: Record, asked: list[Question]) -> tuple[dict[str, Any], dict[str, str]]:
    """The value each answer stands for, and a field code for each that cannot be."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in asked:
        key, seen = question.fact.key, record.answers.get(question.fact.key)
        if seen is None:
            continue
        if seen.outcome not in _OUTCOMES[question.kind]:
            wrong[f"answers.{key}"] = "field.not_a_choice"
        elif seen.outcome == "differs" and seen.value is not None:
            try:
                values[key] = vocabulary.check(question.fact, seen.value)
            except ValueError as why:
                wrong[f"answers.{key}"] = str(why)
        elif seen.outcome == "same":
            values[key] = question.known
        elif seen.outcome != "unsure":
            values[key] = [] if seen.outcome == "none" else [{"seen": seen.note}]
    return values, wrong


_OUTCOMES = {"value": ("same", "differs", "unsure"), "things": ("none", "seen", "unsure")}


def _entry(
    case: Case, question: Question, seen: Seen, values: dict[str, Any], by: Actor
) -> FactEntry:
    key, kind = question.fact.key, question.fact.subject
    told = seen.outcome != "unsure" and values.get(key) not in (None, vocabulary.UNKNOWN)
    return FactEntry(
        key=key,
        # Of things in a house a visit cannot say whose they are.
        subject_kind="household" if kind == "person" else kind,
        subject_id=case.id if kind == "event" else case.household_id,
        source="survey",
        case_no=case.case_no,
        coverage="covered" if told else "unknown",
        value=values[key] if told else None,
        as_of=clock.today(),
        stated_by=by.id,
        is_sensitive=question.fact.is_sensitive,
    )

"""Opening a conference, holding it, its tasks, and the visit after thirty days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from server.casework import cases
from server.casework.conferences.errors import (
    ConferenceInvalid,
    ConferenceOpen,
    ConferenceUnknown,
)
from server.casework.conferences.rules import TRIGGERS
from server.core import clock, database, ids
from server.core.actors import SYSTEM, Actor, Role
from server.core.privacy import encrypt
from server.registry import audit, workdays

MEET_WITHIN, VISIT_AFTER = 5, timedelta(days=30)
_MOST_TASKS = 20
_COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})


@dataclass(frozen=True)
class Plan:
    """Who does what by when."""

    who: str
    what: str
    due_on: date


async def open_one(case_no: str, by: Actor, *, triggers: Sequence[str], question: str) -> str:
    """Call a conference on a case, for a reason and with a question; its number.

    Raises ConferenceInvalid, ConferenceOpen.
    """
    wrong: dict[str, str] = {}
    if not triggers or not set(triggers) <= set(TRIGGERS):
        wrong["triggers"] = "field.missing"
    if not question.strip():
        wrong["question"] = "field.missing"
    if wrong:
        raise ConferenceInvalid(fields=wrong)
    number = ids.public_no("HS")
    async with database.transaction():
        case = await cases.locked(case_no)
        meets = workdays.deadline(clock.now(), workdays=MEET_WITHIN).at - timedelta(seconds=1)
        made = await database.fetch(
            "INSERT INTO conferences (id, conference_no, case_id, office_code, county_code,"
            " triggers, question_enc, opened_by, opened_at, meets_on)"
            " VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10)"
            " ON CONFLICT (case_id) WHERE held_at IS NULL DO NOTHING RETURNING id",
            ids.new(),
            number,
            case.id,
            case.office_code,
            case.county_code,
            list(dict.fromkeys(triggers)),
            encrypt(question.strip(), "conferences.question"),
            by.staff_id,
            clock.now(),
            clock.local(meets).date(),
        )
        if not made:
            raise ConferenceOpen
        await cases.note_act(case, "open_conference", by)
    return number


async def locked(conference_no: str, by: Actor) -> UUID:
    """A conference of the acting office, locked. Raises ConferenceUnknown."""
    area = "county_code" if by.role in _COUNTY else "office_code"
    row = await database.fetch_one(
        f"SELECT id FROM conferences WHERE conference_no = $1 AND {area} = $2 FOR UPDATE",
        conference_no,
        by.office,
    )
    if row is None:
        raise ConferenceUnknown
    found: UUID = row["id"]
    return found


async def hold(conference_no: str, by: Actor, *, minutes: str, plans: Sequence[Plan]) -> None:
    """Keep the minutes and who does what by when; a visit is due thirty days later.

    Raises ConferenceUnknown, ConferenceInvalid.
    """
    _check_minutes(minutes, plans)
    async with database.transaction():
        conference_id = await locked(conference_no, by)
        now = clock.now()
        made = await database.fetch(
            "UPDATE conferences SET minutes_enc = $2, held_by = $3, held_at = $4, visit_on = $5"
            " WHERE id = $1 AND held_at IS NULL RETURNING case_id",
            conference_id,
            encrypt(minutes.strip(), "conferences.minutes"),
            by.staff_id,
            now,
            clock.local(now).date() + VISIT_AFTER,
        )
        if not made:
            raise ConferenceUnknown
        for position, plan in enumerate(plans, 1):
            await _keep_task(conference_id, position, plan)
        await _end_links(conference_id)
        await audit.record(by, "hold-conference", f"conference:{conference_no}")


def _check_minutes(minutes: str, plans: Sequence[Plan]) -> None:
    wrong = {} if minutes.strip() else {"minutes": "field.missing"}
    whole = all(plan.who.strip() and plan.what.strip() for plan in plans)
    if not plans or len(plans) > _MOST_TASKS or not whole:
        wrong["tasks"] = "field.missing"
    if wrong:
        raise ConferenceInvalid(fields=wrong)


async def _keep_task(conference_id: UUID, position: int, plan: Plan) -> None:
    await database.execute(
        "INSERT INTO conference_tasks (conference_id, position, who, what_enc, due_on)"
        " VALUES ($1, $2, $3, $4, $5)",
        conference_id,
        position,
        plan.who.strip(),
        encrypt(plan.what.strip(), "conference_tasks.what"),
        plan.due_on,
    )


async def _end_links(conference_id: UUID) -> None:
    await database.execute(
        "UPDATE conference_invitations SET expires_at = least(expires_at, $2)"
        " WHERE conference_id = $1",
        conference_id,
        clock.now(),
    )


async def task_done(conference_no: str, position: int, by: Actor) -> None:
    """Note that a task is done; once. Raises ConferenceUnknown."""
    async with database.transaction():
        conference_id = await locked(conference_no, by)
        await database.execute(
            "UPDATE conference_tasks SET done_at = $3, done_by = $4"
            " WHERE conference_id = $1 AND position = $2 AND done_at IS NULL",
            conference_id,
            position,
            clock.now(),
            by.staff_id,
        )
        await audit.record(by, "conference-task-done", f"conference:{conference_no}")


async def visited(conference_no: str, by: Actor, *, note: str) -> None:
    """Somebody went to see how the household is. Raises ConferenceUnknown, ConferenceInvalid."""
    if not note.strip():
        raise ConferenceInvalid(fields={"note": "field.missing"})
    async with database.transaction():
        conference_id = await locked(conference_no, by)
        made = await database.fetch(
            "UPDATE conferences SET visit_enc = $2, visited_by = $3, visited_at = $4"
            " WHERE id = $1 AND held_at IS NOT NULL AND visited_at IS NULL RETURNING id",
            conference_id,
            encrypt(note.strip(), "conferences.visit"),
            by.staff_id,
            clock.now(),
        )
        if not made:
            raise ConferenceUnknown
        await audit.record(by, "follow-up-visit", f"conference:{conference_no}")


async def remind_visits() -> int:
    """By the timetable: a visit whose day has come is owed, and stands on the case; once."""
    rows = await database.fetch(
        "SELECT conference_no, case_no FROM conferences n JOIN cases c ON c.id = n.case_id"
        " WHERE visit_on <= $1 AND visit_due_at IS NULL AND visited_at IS NULL LIMIT 200",
        clock.today(),
    )
    for row in rows:
        async with database.transaction():
            case = await cases.locked(row["case_no"])
            made = await database.fetch(
                "UPDATE conferences SET visit_due_at = $2 WHERE conference_no = $1"
                " AND visit_due_at IS NULL RETURNING id",
                row["conference_no"],
                clock.now(),
            )
            if made:
                await cases.note_act(case, "visit_due", SYSTEM)
    return len(rows)

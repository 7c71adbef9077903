"""Working off the calls: who, which number, by when, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import conflicts
from server.contact.notices import texts
from server.contact.notices.errors import CallDone, CallUnknown, OutcomeUnclear
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.privacy import encrypt
from server.registry import audit, people, regions, workdays

CALLERS = frozenset({Role.VILLAGE_HELPER, Role.CLERK, Role.HEAD})
OUTCOMES = ("told", "visited", "no_answer", "not_reached")
_NOTE = "phone_tasks.note"
_MOST = 200
# A helper sees the village's own calls; the office sees every one of its area.
_MINE = """
t.region_code LIKE $1 || '%' AND ($2 OR t.for_whom = 'village')
  AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.case_no = t.case_no AND c.id = ANY ($3::uuid[]))
"""
_LISTED = f"""
SELECT t.id, t.case_no, t.region_code, t.for_whom, t.why, t.due_at, t.due_is_provisional,
       t.attempts, t.tried_at, coalesce(p.name, '') AS name
  FROM phone_tasks t JOIN accounts a ON a.id = t.account_id
  LEFT JOIN people p ON p.id = a.person_id
 WHERE t.outcome IS NULL AND {_MINE} ORDER BY t.due_at, t.id LIMIT {_MOST}
"""
_ONE = f"SELECT t.* FROM phone_tasks t WHERE t.id = $4 AND {_MINE}"


@dataclass(frozen=True)
class CallLine:
    """One call in the list; the number stands on its own page, where reading it is noted."""

    id: UUID
    case_no: str
    name: str
    village: str
    for_whom: str
    why: str
    due_at: datetime
    due_is_provisional: bool
    attempts: int
    tried_at: datetime | None


@dataclass(frozen=True)
class Call:
    """One call to make: whom, where, and the words to say; `reach` as in `people.REACHES`."""

    line: CallLine
    reach: str
    phone: str
    address: str
    words: tuple[str, ...]
    is_open: bool


async def calls_for(by: Actor) -> list[CallLine]:
    """What is to be called in somebody's area, the most urgent first."""
    rows = await database.fetch(_LISTED, *await _area(by))
    return [_line(row) for row in rows]


async def _area(by: Actor) -> tuple[str, bool, list[UUID]]:
    if by.role not in CALLERS or not by.office or by.staff_id is None:
        raise CallUnknown
    is_office = by.role is not Role.VILLAGE_HELPER
    return by.office, is_office, await conflicts.hidden_from(by.staff_id)


def _line(row: dict[str, Any]) -> CallLine:
    place = regions.of(row["region_code"]).name
    taken = ("id", "case_no", "name", "for_whom", "why", "due_at", "due_is_provisional")
    return CallLine(**{name: row[name] for name in (*taken, "attempts", "tried_at")}, village=place)


async def calls_waiting(by: Actor) -> int:
    """How many calls wait in somebody's area."""
    return len(await calls_for(by))


async def call_of(task_id: UUID, by: Actor) -> Call:
    """One call with its number; opening it is audited. Raises CallUnknown."""
    task = await _task(task_id, by)
    account = await people.account_of(task["account_id"])
    person = await people.of(account.person_id) if account.person_id else None
    reach, phone = await people.called_at(account)
    async with database.transaction():
        await audit.record(by, "open-call", f"case:{task['case_no']}")
    return Call(
        line=_line({**task, "name": person.name if person else ""}),
        reach=reach,
        phone=phone,
        address=person.address if person and person.address else "",
        words=tuple(await _words(task_id)),
        is_open=task["outcome"] is None,
    )


async def _task(task_id: UUID, by: Actor) -> dict[str, Any]:
    row = await database.fetch_one(_ONE, *await _area(by), task_id)
    if row is None:
        raise CallUnknown
    return row


async def _words(task_id: UUID) -> Sequence[str]:
    rows = await database.fetch(
        "SELECT n.kind, n.params FROM phone_task_notices l JOIN notices n ON n.id = l.notice_id"
        " WHERE l.task_id = $1 AND n.read_at IS NULL ORDER BY n.created_at",
        task_id,
    )
    return [
        texts.text_of(row["kind"], "zh_CN", texts.params_of(row["params"])).body for row in rows
    ]


async def report(task_id: UUID, by: Actor, *, outcome: str, note: str = "") -> None:
    """Write down what came of a call.

    Nobody answering keeps it open for another day; a helper who reaches nobody hands it to the
    office, the office that reaches nobody closes it as failed. Raises CallUnknown, CallDone,
    OutcomeUnclear.
    """
    if outcome not in OUTCOMES:
        raise OutcomeUnclear(fields={"outcome": "field.not_a_choice"})
    if outcome == "not_reached" and not note.strip():
        raise OutcomeUnclear(fields={"note": "field.missing"})
    async with database.transaction():
        task = await _task(task_id, by)
        given_up = outcome == "not_reached" and task["for_whom"] == "office"
        if outcome in {"told", "visited"} or given_up:
            kept = await _close(task_id, by, outcome, note)
        else:
            kept = await _go_on(task_id, outcome, note)
        if not kept:
            raise CallDone
        detail: dict[str, object] = {"outcome": outcome}
        await audit.record(by, "call", f"case:{task['case_no']}", detail=detail)


async def _close(task_id: UUID, by: Actor, outcome: str, note: str) -> bool:
    rows = await database.fetch(
        "UPDATE phone_tasks SET outcome = $2, note_enc = $3, done_by = $4, done_at = $5,"
        " tried_at = $5, attempts = attempts + 1 WHERE id = $1 AND outcome IS NULL RETURNING id",
        task_id,
        outcome,
        _sealed(note),
        by.staff_id,
        clock.now(),
    )
    return bool(rows)


async def _go_on(task_id: UUID, outcome: str, note: str) -> bool:
    until = workdays.deadline(clock.now(), workdays=1)
    rows = await database.fetch(
        "UPDATE phone_tasks SET attempts = attempts + 1, tried_at = $2, due_at = $3,"
        " due_is_provisional = $4, note_enc = coalesce($5, note_enc),"
        " for_whom = CASE WHEN $6 THEN 'office' ELSE for_whom END"
        " WHERE id = $1 AND outcome IS NULL RETURNING id",
        task_id,
        clock.now(),
        until.at,
        until.is_provisional,
        _sealed(note),
        outcome == "not_reached",
    )
    return bool(rows)


def _sealed(note: str) -> bytes | None:
    return encrypt(note.strip(), _NOTE) if note.strip() else None

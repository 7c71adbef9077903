"""Raising a contest, finding it in time, answering it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.casework.contests.errors import (
    AnswerMissing,
    ContestSettled,
    ContestUnknown,
    WordsMissing,
)
from server.casework.contests.events import ContestClosed, ContestRaised
from server.casework.contests.own_facts import fact_about
from server.core import clock, database, ids, outbox
from server.core.actors import Actor
from server.core.privacy import decrypt, encrypt
from server.registry import audit, facts, workdays

OUTCOMES = ("kept", "changed")
_MOST_WORDS = 2000
_WORDS, _ANSWER = "contests.words", "contests.answer"
_INSERT = """
INSERT INTO contests (id, contest_no, case_no, person_id, key, source, words_enc, raised_by,
  raised_at, due_at, due_is_provisional, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open')
ON CONFLICT (case_no, person_id, key, source) WHERE state = 'open' DO NOTHING RETURNING contest_no
"""
_READ = """
SELECT n.contest_no, n.case_no, n.person_id, p.name, n.key, n.source, n.words_enc, n.raised_at,
       n.due_at, n.due_is_provisional, n.state, n.resolved_at, n.answer_enc
  FROM contests n JOIN people p ON p.id = n.person_id JOIN cases c ON c.case_no = n.case_no
"""


@dataclass(frozen=True)
class Contest:
    """One contested fact, by when it is answered, and the answer."""

    contest_no: str
    case_no: str
    person_id: UUID
    name: str
    key: str
    source: str
    words: str
    raised_at: datetime
    due_at: datetime
    due_is_provisional: bool
    state: str
    resolved_at: datetime | None
    answer: str


async def contest(case_no: str, fact_id: int, *, words: str, by: Actor) -> Contest:
    """Say that a register is wrong about oneself; until it is answered the fact does not count.

    Said twice it is one contest. Raises CaseUnknown, ContestUnknown, WordsMissing.
    """
    _check(words)
    async with database.transaction():
        case = await cases.locked(case_no)
        fact = await fact_about(case_no, fact_id, by)
        await facts.contest(fact_id, person_id=fact.subject_id)
        until = workdays.deadline(clock.now(), workdays=days_to_answer(case))
        rows = await database.fetch(
            _INSERT,
            ids.new(),
            ids.public_no("YY"),
            case_no,
            fact.subject_id,
            fact.key,
            fact.source,
            encrypt(words.strip(), _WORDS),
            by.id,
            clock.now(),
            until.at,
            until.is_provisional,
        )
        if rows:
            await audit.record(by, "contest-fact", f"contest:{rows[0]['contest_no']}")
            await outbox.publish(ContestRaised(rows[0]["contest_no"]))
    found = await database.fetch(
        _READ + " WHERE n.case_no = $1 AND n.person_id = $2 AND n.key = $3 AND n.source = $4"
        " AND n.state = 'open'",
        case_no,
        fact.subject_id,
        fact.key,
        fact.source,
    )
    return _contest(found[0])


def _check(words: str) -> None:
    if not words.strip():
        raise WordsMissing(fields={"words": "field.missing"})
    if len(words) > _MOST_WORDS:
        raise WordsMissing(fields={"words": "field.too_long"})


def days_to_answer(case: Case) -> int:
    """In how many working days a contest of this case is answered."""
    return int(cases.parameters_of(case).value("contest.workdays", 10))


async def of(contest_no: str) -> Contest:
    """That contest, whoever asks; callers check who may. Raises ContestUnknown."""
    row = await database.fetch_one(_READ + " WHERE n.contest_no = $1", contest_no)
    if row is None:
        raise ContestUnknown
    return _contest(row)


async def of_case(case_no: str) -> list[Contest]:
    """Every contest of a case, newest first."""
    rows = await database.fetch(
        _READ + " WHERE n.case_no = $1 ORDER BY n.raised_at DESC, n.id", case_no
    )
    return [_contest(row) for row in rows]


async def mine(case_no: str, by: Actor) -> list[Contest]:
    """One's own contests of a case, newest first. Raises CaseUnknown."""
    await cases.view(case_no, by)
    return [one for one in await of_case(case_no) if one.person_id == by.subject]


async def open_in(office: str) -> list[Contest]:
    """What an office still has to answer, the most urgent first."""
    rows = await database.fetch(
        _READ + " WHERE n.state = 'open' AND $1 IN (c.office_code, c.county_code)"
        " ORDER BY n.due_at, n.id LIMIT 200",
        office,
    )
    return [_contest(row) for row in rows]


async def open_count(by: Actor) -> int:
    """How many an office still has to answer."""
    return len(await open_in(by.office))


async def resolve(contest_no: str, *, outcome: str, answer: str, by: Actor) -> Contest:
    """Answer it: the register's word is kept, or it counts no more. The caller checks who may.

    Raises AnswerMissing, ContestUnknown, ContestSettled.
    """
    if outcome not in OUTCOMES or not answer.strip():
        raise AnswerMissing(fields={"answer": "field.missing"})
    return await _close(contest_no, outcome, by, encrypt(answer.strip(), _ANSWER))


async def take_back(contest_no: str, *, by: Actor) -> Contest:
    """Take one's own contest back. Raises ContestUnknown, ContestSettled."""
    if (await of(contest_no)).person_id != by.subject:
        raise ContestUnknown
    return await _close(contest_no, "withdrawn", by, None)


async def _close(contest_no: str, state: str, by: Actor, sealed: bytes | None) -> Contest:
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE contests SET state = $2, resolved_by = $3, resolved_at = $4, answer_enc = $5"
            " WHERE contest_no = $1 AND state = 'open' RETURNING person_id, key, source",
            contest_no,
            state,
            by.id,
            clock.now(),
            sealed,
        )
        if not rows:
            raise ContestSettled
        row = rows[0]
        await facts.settle_contest(
            row["person_id"], row["key"], row["source"], is_wrong=state == "changed"
        )
        await audit.record(by, "close-contest", f"contest:{contest_no}", detail={"state": state})
        await outbox.publish(ContestClosed(contest_no))
    return await of(contest_no)


def _contest(row: dict[str, Any]) -> Contest:
    words, answer = row.pop("words_enc"), row.pop("answer_enc")
    return Contest(
        words=decrypt(bytes(words), _WORDS),
        answer=decrypt(bytes(answer), _ANSWER) if answer is not None else "",
        **row,
    )

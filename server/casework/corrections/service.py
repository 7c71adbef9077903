"""Asking and answering. Silence alone never refuses; a second round needs a new reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.casework.corrections.events import CorrectionAnswered, CorrectionAsked
from server.casework.corrections.papers import papers_of
from server.catalogue import vocabulary, workflow
from server.core import clock, database, ids, outbox
from server.core.actors import Actor
from server.core.errors import Invalid
from server.core.privacy import decrypt, encrypt
from server.registry import facts, workdays
from server.registry.facts import FactEntry

WAYS = ("told", "photo", "pledge", "cannot")
_WORDS, _ANSWER = "correction_points.words", "correction_points.answer"


class CorrectionInvalid(Invalid):
    """A list without points, a second one without a reason, or an answer that is none."""

    code = "corrections.invalid"


@dataclass(frozen=True)
class Point:
    """One thing to be explained: which fact, in which words."""

    fact: str
    words: str
    ways: tuple[str, ...] = WAYS


@dataclass(frozen=True)
class Answer:
    """How a point was answered; `value` is the fact's new value where one was given."""

    kind: str
    text: str = ""
    value: Any = None
    file_id: UUID | None = None


@dataclass(frozen=True)
class PointView:
    """A point and its answer, if there is one."""

    id: UUID
    fact: str
    label: str
    words: str
    ways: tuple[str, ...]
    kind: str | None
    answer: str
    file_id: UUID | None


@dataclass(frozen=True)
class Round:
    """One list that was asked."""

    round: int
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    points: tuple[PointView, ...]


async def ask(
    case_no: str, points: Sequence[Point], by: Actor, *, second_round_reason: str = ""
) -> None:
    """Ask for everything at once; the case waits for the applicant.

    Raises CorrectionInvalid, StepNotOpen, StepNotYours.
    """
    if not points or any(not point.words.strip() for point in points):
        raise CorrectionInvalid(fields={"points": "field.missing"})
    async with database.transaction():
        case = await cases.locked(case_no)
        number = 1 + len(await rounds_of(case))
        if number > 1 and not second_round_reason.strip():
            raise CorrectionInvalid(fields={"second_round_reason": "field.missing"})
        now = clock.now()
        count = int(cases.parameters_of(case).value("correction.workdays", 10))
        until = workdays.deadline(now, workdays=count)
        await cases.move(
            case, "ask_correction", by=by, due_at=until.at, due_is_provisional=until.is_provisional
        )
        correction_id = ids.new()
        await database.execute(
            "INSERT INTO corrections (id, case_id, round, asked_by, asked_at, answer_by,"
            " second_round_reason) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            correction_id,
            case.id,
            number,
            by.id,
            now,
            until.at,
            second_round_reason.strip() or None,
        )
        for position, point in enumerate(points, 1):
            await _keep_point(correction_id, position, point)
        await outbox.publish(CorrectionAsked(case_no))


async def _keep_point(correction_id: UUID, position: int, point: Point) -> None:
    vocabulary.of(point.fact)
    await database.execute(
        "INSERT INTO correction_points (id, correction_id, position, fact, words_enc, ways)"
        " VALUES ($1, $2, $3, $4, $5, $6::text[])",
        ids.new(),
        correction_id,
        position,
        point.fact,
        encrypt(point.words.strip(), _WORDS),
        list(point.ways),
    )


async def rounds_of(case: Case) -> list[Round]:
    """Every list asked of a case, oldest first, with its points."""
    rows = await database.fetch(
        "SELECT c.round, c.asked_at, c.answer_by, c.answered_at, p.id, p.fact, p.words_enc,"
        " p.ways, p.answer_kind, p.answer_enc, p.file_id FROM corrections c"
        " JOIN correction_points p ON p.correction_id = c.id WHERE c.case_id = $1"
        " ORDER BY c.round, p.position",
        case.id,
    )
    rounds: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        rounds.setdefault(row["round"], []).append(row)
    return [_round(number, points) for number, points in rounds.items()]


def _round(number: int, rows: list[dict[str, Any]]) -> Round:
    first = rows[0]
    points = tuple(_point(row) for row in rows)
    return Round(number, first["asked_at"], first["answer_by"], first["answered_at"], points)


def _point(row: dict[str, Any]) -> PointView:
    sealed = row["answer_enc"]
    return PointView(
        id=row["id"],
        fact=row["fact"],
        label=vocabulary.of(row["fact"]).label,
        words=decrypt(bytes(row["words_enc"]), _WORDS),
        ways=tuple(row["ways"]),
        kind=row["answer_kind"],
        answer=decrypt(bytes(sealed), _ANSWER) if sealed is not None else "",
        file_id=row["file_id"],
    )


async def answer(case_no: str, given: Mapping[UUID, Answer], by: Actor) -> bool:
    """Keep answers; when the last point is answered the case goes back by itself (True).

    "I cannot get it" is an answer; the same answer given again changes nothing.

    Raises CaseUnknown, CorrectionInvalid, StepNotOpen.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        cases.check_own(case, by)
        asked = {point.id: point for r in (await rounds_of(case))[-1:] for point in r.points}
        if case.stage != "correction":
            if given and all(_is_repeated(asked.get(one), told) for one, told in given.items()):
                return True
            raise workflow.StepNotOpen(step="resubmit", stage=case.stage)
        for point_id, told in given.items():
            point = asked.get(point_id)
            if point is None or told.kind not in point.ways:
                raise CorrectionInvalid(fields={str(point_id): "field.not_a_choice"})
            await _keep_answer(case, point, told, by)
        return await _resubmit_if_done(case, by)


def _is_repeated(point: PointView | None, told: Answer) -> bool:
    """Whether this very answer is here already: its sender never saw that it had arrived."""
    given = (told.kind, told.text.strip(), told.file_id)
    return point is not None and given == (point.kind, point.answer, point.file_id)


async def _keep_answer(case: Case, point: PointView, told: Answer, by: Actor) -> None:
    if told.kind in {"told", "pledge"} and not told.text.strip() and told.value is None:
        raise CorrectionInvalid(fields={str(point.id): "field.missing"})
    if told.kind == "photo" and not await _is_kept(case, told.file_id):
        raise CorrectionInvalid(fields={str(point.id): "field.photo_missing"})
    await database.execute(
        "UPDATE correction_points SET answer_kind = $2, answer_enc = $3, file_id = $4,"
        " answered_at = $5 WHERE id = $1",
        point.id,
        told.kind,
        encrypt(told.text.strip(), _ANSWER),
        told.file_id,
        clock.now(),
    )
    if told.value is not None:
        await _correct_fact(case, point, told, by)


async def _is_kept(case: Case, file_id: UUID | None) -> bool:
    """Whether that file was sent in for this case; another case's is none."""
    return file_id in {one.id for one in await papers_of(case)}


async def _correct_fact(case: Case, point: PointView, told: Answer, by: Actor) -> None:
    fact = vocabulary.of(point.fact)
    try:
        value = vocabulary.check(fact, told.value)
    except ValueError as wrong:
        raise CorrectionInvalid(fields={str(point.id): str(wrong)}) from wrong
    subjects = {"person": case.applicant_id, "household": case.household_id, "event": case.id}
    await facts.record(
        [
            FactEntry(
                key=fact.key,
                subject_kind=fact.subject,
                subject_id=subjects[fact.subject],
                source="pledge" if told.kind == "pledge" else "declared",
                case_no=case.case_no,
                value=value,
                as_of=clock.today(),
                stated_by=by.id,
                is_sensitive=fact.is_sensitive,
            )
        ]
    )


async def _resubmit_if_done(case: Case, by: Actor) -> bool:
    waiting = [p for p in (await rounds_of(case))[-1].points if p.kind is None]
    if waiting:
        return False
    await database.execute(
        "UPDATE corrections SET answered_at = $2 WHERE case_id = $1 AND answered_at IS NULL",
        case.id,
        clock.now(),
    )
    await cases.move(case, "resubmit", by=by, due_at=case.accept_by)
    await outbox.publish(CorrectionAnswered(case.case_no))
    return True

"""Residents' cases: draft, answers, review, submission, progress, corrections, withdrawal."""

from sanic import Blueprint

from server.casework import cases, corrections
from server.casework.cases import Case, CaseView, Review
from server.contact import retention
from server.core.actors import Actor, Role
from server.web.access import only
from server.web.api.case_shapes import (
    AnswersGiven,
    AnswersKept,
    AnswerView,
    CaseInFull,
    CaseLine,
    CaseList,
    CorrectionAnswers,
    DraftWanted,
    PointView,
    ReminderWanted,
    ReviewView,
    RoundView,
    Signed,
    StepView,
)
from server.web.endpoint import endpoint

blueprint = Blueprint("api_cases", url_prefix="/cases")


@blueprint.post("/")
@only(Role.RESIDENT)
@endpoint(status=201, key="optional")
async def start(asked: DraftWanted, by: Actor) -> CaseLine:
    """Begin, or go on with the draft that is open."""
    case = await cases.start(
        asked.item, asked.region, by, lane=asked.lane, cause=asked.cause, channel="mini_program"
    )
    return _line(case)


def _line(case: Case) -> CaseLine:
    words = cases.words_of(case)
    return CaseLine(
        case_no=case.case_no,
        stage=case.stage,
        where=words.where,
        created_at=case.created_at,
        due_at=case.due_at,
        waits_for_you=words.is_yours,
    )


@blueprint.get("/")
@only(Role.RESIDENT)
@endpoint()
async def listed(by: Actor) -> CaseList:
    """My cases."""
    return CaseList(cases=[_line(case) for case in await cases.of_account(by)])


@blueprint.patch("/<case_no:str>")
@only(Role.RESIDENT)
@endpoint()
async def save(case_no: str, asked: AnswersGiven, by: Actor) -> AnswersKept:
    """Keep answers as they come; what is wrong is named, what is right is kept."""
    saved = await cases.save(case_no, asked.facts, by)
    return AnswersKept(saved_at=saved.saved_at, wrong=dict(saved.wrong))


@blueprint.get("/<case_no:str>/review")
@only(Role.RESIDENT)
@endpoint()
async def review(case_no: str, by: Actor) -> ReviewView:
    """Everything at a glance, with the estimate and the consent to sign."""
    return _review(await cases.review(case_no, by))


def _review(seen: Review) -> ReviewView:
    return ReviewView(
        case_no=seen.case.case_no,
        answers=[
            AnswerView(
                fact=answer.fact.key,
                question=answer.fact.question,
                value=answer.value,
                is_answered=answer.is_answered,
                source=answer.source,
            )
            for section in seen.sections
            for answer in section.answers
        ],
        missing=list(seen.missing),
        estimate=seen.estimate,
        consent_title=seen.wording.title,
        consent_text=seen.wording.text,
        consent_version=seen.wording.version,
        registers=list(seen.registers),
        other_signers=list(seen.signers),
    )


@blueprint.put("/<case_no:str>/reminder")
@only(Role.RESIDENT)
@endpoint()
async def remind(case_no: str, asked: ReminderWanted, by: Actor) -> None:
    """Whether a message may come before this draft is erased for age; in the app it is told."""
    await retention.wish(case_no, wants_message=asked.wanted, by=by)


@blueprint.post("/<case_no:str>/submit")
@only(Role.RESIDENT)
@endpoint(key="required")
async def submit(case_no: str, asked: Signed, by: Actor) -> CaseLine:
    """Sign and send in; the same key gives the same answer."""
    return _line(await cases.submit(case_no, by, signature=asked.signature, drawing=asked.drawing))


@blueprint.post("/<case_no:str>/consent")
@only(Role.RESIDENT)
@endpoint(key="optional")
async def sign(case_no: str, asked: Signed, by: Actor) -> CaseInFull:
    """As another adult of the household: agree to be looked up."""
    await cases.sign(case_no, by, signature=asked.signature, drawing=asked.drawing)
    return await _full(case_no, by)


@blueprint.get("/<case_no:str>")
@only(Role.RESIDENT)
@endpoint()
async def one(case_no: str, by: Actor) -> CaseInFull:
    """Where a case is, what next, who, by when."""
    return await _full(case_no, by)


async def _full(case_no: str, by: Actor) -> CaseInFull:
    seen: CaseView = await cases.view(case_no, by)
    rounds = await corrections.rounds_of(seen.case) if seen.is_mine else []
    line = _line(seen.case)
    return CaseInFull(
        case_no=line.case_no,
        stage=line.stage,
        where=line.where,
        created_at=line.created_at,
        due_at=line.due_at,
        waits_for_you=line.waits_for_you,
        item=seen.item.title,
        now=seen.words.now,
        next=seen.words.next,
        office=seen.office.name,
        office_phone=seen.office.phone,
        handler=seen.handler,
        due_is_provisional=seen.due_is_provisional,
        lane=seen.case.lane,
        aid_by=seen.case.aid_by,
        aided_at=seen.case.aided_at,
        papers=seen.papers,
        trips=seen.trips,
        steps=[
            StepView(step=s.step, to_stage=s.to_stage, at=s.at, by=s.actor_name) for s in seen.steps
        ],
        corrections=[_round(found) for found in rounds],
        signers=[{"name": s.name, "state": s.state} for s in seen.signers],
        can_withdraw=seen.can_withdraw,
    )


def _round(found: corrections.Round) -> RoundView:
    return RoundView(
        round=found.round,
        answer_by=found.answer_by,
        points=[
            PointView(
                id=point.id,
                fact=point.fact,
                label=point.label,
                words=point.words,
                ways=list(point.ways),
                kind=point.kind,
                answer=point.answer,
            )
            for point in found.points
        ],
    )


@blueprint.post("/<case_no:str>/corrections/answers")
@only(Role.RESIDENT)
@endpoint(key="optional")
async def answer(case_no: str, asked: CorrectionAnswers, by: Actor) -> CaseInFull:
    """Answer what was asked; after the last point the case goes back by itself."""
    given = {
        told.point: corrections.Answer(told.kind, told.text, told.value, told.file_id)
        for told in asked.answers
    }
    await corrections.answer(case_no, given, by)
    return await _full(case_no, by)


@blueprint.post("/<case_no:str>/withdraw")
@only(Role.RESIDENT)
@endpoint(key="optional")
async def withdraw(case_no: str, by: Actor) -> CaseLine:
    """Take it back, at any stage before the decision."""
    return _line(await cases.withdraw(case_no, by))

"""Caseworkers: sign in with a second factor, and every step on a case."""

from sanic import Blueprint, Request

from server.casework import cases, corrections, decisions, desk
from server.core.actors import CASE_ROLES, STAFF_ROLES, Actor, Role
from server.web import sign_in
from server.web.access import anyone, only
from server.web.api.sessions import SessionOpened, opened
from server.web.api.staff_shapes import (
    CaseForStaff,
    Conversion,
    CorrectionAsked,
    DecisionMade,
    FactLine,
    Password,
    Proposal,
    Reasoned,
    SecondFactor,
    StageNow,
)
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)
_STAFF = tuple(STAFF_ROLES)


@blueprint.post("/sessions")
@anyone
@endpoint(status=201)
async def by_password(request: Request, asked: Password) -> SessionOpened:
    """First factor: a session that can only give the second."""
    return opened(await sign_in.by_password(request, asked.login, asked.password))


@blueprint.post("/sessions/second-factor")
@only(*_STAFF, stage="second_factor")
@endpoint(status=201)
async def by_second_factor(request: Request, asked: SecondFactor, by: Actor) -> SessionOpened:
    """Second factor: a full session."""
    return opened(await sign_in.by_second_factor(request, by, asked.code, asked.post))


@blueprint.post("/cases/<case_no:str>/claim")
@only(*_CASES)
@endpoint()
async def claim(case_no: str, by: Actor) -> StageNow:
    """Take a case to work on; one wins."""
    await desk.claim(case_no, by)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/release")
@only(*_CASES)
@endpoint()
async def release(case_no: str, by: Actor) -> StageNow:
    """Give it back to the queue."""
    await desk.release(case_no, by)
    return await _stage(case_no)


async def _stage(case_no: str) -> StageNow:
    return StageNow(case_no=case_no, stage=(await cases.of(case_no)).stage)


@blueprint.get("/cases/<case_no:str>")
@only(*_CASES, Role.AUDITOR)
@endpoint()
async def one(case_no: str, by: Actor) -> CaseForStaff:
    """A case with facts beside declarations and the verdict; opening it is audited."""
    seen = await desk.case_for_staff(case_no, by)
    rows = (*seen.picture.household, *seen.picture.people)
    return CaseForStaff(
        case_no=case_no,
        stage=seen.case.stage,
        name=seen.applicant.name,
        id_no=seen.applicant.masked_id_no,
        facts=[
            FactLine(
                fact=row.fact.key,
                label=row.fact.label,
                declared="" if row.declared is None else str(row.declared),
                found="" if row.found is None else str(row.found),
                source=row.source,
                state=row.state,
            )
            for row in rows
        ],
        queries=[
            {"register": q.register, "person": q.person, "state": q.state}
            for q in seen.picture.queries
        ],
        estimate=seen.live,
        open_steps=list(seen.open_steps),
        handler=seen.handler,
        proposed_fen=seen.decision.proposed_fen if seen.decision else None,
        limit_fen=seen.limit_fen,
    )


@blueprint.post("/cases/<case_no:str>/accept")
@only(*_CASES)
@endpoint()
async def accept(case_no: str, by: Actor) -> StageNow:
    """Take it on: the clock starts."""
    await desk.seen(case_no, by)
    await cases.accept(case_no, by)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/not-accept")
@only(*_CASES)
@endpoint()
async def not_accept(case_no: str, asked: Reasoned, by: Actor) -> StageNow:
    """Not take it on, with written reasons."""
    await desk.seen(case_no, by)
    await cases.not_accept(case_no, by, reason=asked.note)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/convert")
@only(*_CASES)
@endpoint()
async def convert(case_no: str, asked: Conversion, by: Actor) -> StageNow:
    """Go on in another lane; what was accepted stays accepted."""
    await desk.seen(case_no, by)
    await cases.convert(case_no, asked.lane, by, note=asked.note)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/corrections")
@only(*_CASES)
@endpoint()
async def ask_correction(case_no: str, asked: CorrectionAsked, by: Actor) -> StageNow:
    """Ask once for everything that is missing."""
    await desk.seen(case_no, by)
    points = [corrections.Point(point.fact, point.words) for point in asked.points]
    reason = asked.second_round_reason
    await corrections.ask(case_no, points, by, second_round_reason=reason)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/propose")
@only(*_CASES)
@endpoint()
async def propose(case_no: str, asked: Proposal, by: Actor) -> StageNow:
    """Write the handler's opinion."""
    await desk.seen(case_no, by)
    await decisions.propose(
        case_no, by, outcome=asked.outcome, opinion=asked.opinion, amount_fen=asked.amount_fen
    )
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/send-back")
@only(*_CASES)
@endpoint()
async def send_back(case_no: str, asked: Reasoned, by: Actor) -> StageNow:
    """Give it back to the handler."""
    await desk.seen(case_no, by)
    await decisions.send_back(case_no, by, note=asked.note)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/refer-up")
@only(*_CASES)
@endpoint()
async def refer_up(case_no: str, by: Actor) -> StageNow:
    """Hand it to the county."""
    await desk.seen(case_no, by)
    await decisions.refer_up(case_no, by)
    return await _stage(case_no)


@blueprint.post("/cases/<case_no:str>/decide")
@only(*_CASES)
@endpoint()
async def decide(case_no: str, asked: DecisionMade, by: Actor) -> StageNow:
    """Grant or refuse; never by the handler."""
    await desk.seen(case_no, by)
    await decisions.decide(
        case_no,
        by,
        outcome=asked.outcome,
        amount_fen=asked.amount_fen,
        reason_codes=asked.reason_codes,
        reason=asked.reason,
    )
    return await _stage(case_no)

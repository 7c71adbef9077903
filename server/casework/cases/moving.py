"""Moving a case one guarded step: the stage, its step row and its audit row in one transaction."""

from datetime import datetime
from typing import Any

from server.casework.cases.errors import CaseUnknown
from server.casework.cases.models import Case
from server.catalogue import items, parameters, workflow
from server.catalogue.items import Item, Lane, Limit
from server.catalogue.parameters import ParameterSet
from server.core import clock, database
from server.core.actors import Actor
from server.core.privacy import encrypt
from server.registry import audit, workdays
from server.registry.workdays import Deadline

_STEP = """
INSERT INTO case_steps (case_id, step, from_stage, to_stage, actor, actor_name, role, at, note_enc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def locked(case_no: str) -> Case:
    """The case, locked until the transaction ends. Raises CaseUnknown."""
    case = await Case.select_for_update().get_or_none(case_no=case_no)
    if case is None:
        raise CaseUnknown
    return case


def item_of(case: Case) -> Item:
    """The definition the case goes by."""
    return items.version(case.item_code, case.item_version)


def parameters_of(case: Case) -> ParameterSet:
    """The parameters of the day the case was sent in, or of today for a draft."""
    on = clock.local(case.submitted_at).date() if case.submitted_at else clock.today()
    return parameters.current(case.region_code, on)


def situation_of(case: Case, *, amount_fen: int | None = None) -> workflow.Situation:
    """What the lifecycle's guards look at."""
    lane = item_of(case).lane(case.lane)
    limit = parameters_of(case).value(lane.township_limit) if lane.township_limit else None
    stepped_in = case.stepped_in_at is not None
    return workflow.Situation(lane, amount_fen, limit, county_handles=stepped_in)


def urgent_deadlines(case: Case, lane: Lane, since: datetime) -> dict[str, Any]:
    """For a lane that helps first: hours that run from the moment the trouble was told of."""
    if lane.aid_within is None:
        return {}
    return {
        "aid_by": deadline_of(case, lane.aid_within, since).at,
        "decide_by": deadline_of(case, lane.decide_within, since).at,
    }


def next_due(case: Case) -> datetime | None:
    """What a case that was taken on owes next: first the help, then the decision."""
    waits = case.aid_by is not None and case.aided_at is None
    owed = [at for at in (case.aid_by if waits else None, case.decide_by) if at is not None]
    return min(owed, default=None)


def deadline_of(case: Case, limit: Limit, start: datetime) -> Deadline:
    """When a period of the lane ends, by the place's parameter or the definition's fallback."""
    count = int(parameters_of(case).value(limit.parameter, limit.otherwise))
    return workdays.deadline(start, **{limit.unit: count})


async def move(
    case: Case,
    step: str,
    *,
    by: Actor,
    amount_fen: int | None = None,
    note: str = "",
    **changes: Any,
) -> str:
    """Take a step inside the caller's transaction; returns the new stage.

    Raises StepNotOpen, StepNotYours. `changes` are other columns of the case to set with it.
    """
    situation = situation_of(case, amount_fen=amount_fen)
    stage = workflow.next_stage(step, case.stage, by.role, situation)
    before, now = case.stage, clock.now()
    case.update_from_dict({"stage": stage, "stage_at": now, **changes})
    await case.save(update_fields=["stage", "stage_at", *changes])
    sealed = encrypt(note, "case_steps.note") if note else None
    await database.execute(
        _STEP, case.id, step, before, stage, by.id, by.name, by.role.value, now, sealed
    )
    await audit.record(by, step, f"case:{case.case_no}", detail={"from": before, "to": stage})
    return stage


async def note_act(case: Case, act: str, by: Actor, *, note: str = "") -> None:
    """Note, inside the caller's transaction, what was done and leaves the stage as it is."""
    sealed = encrypt(note, "case_steps.note") if note else None
    await database.execute(
        _STEP,
        case.id,
        act,
        case.stage,
        case.stage,
        by.id,
        by.name,
        by.role.value,
        clock.now(),
        sealed,
    )
    await audit.record(by, act, f"case:{case.case_no}")


def is_own(case: Case, by: Actor) -> bool:
    """Whether a case is the acting person's own, or lies within a delegate's mandate."""
    if by.subject is None or case.applicant_id != by.subject:
        return False
    if by.mandate:
        return by.mandate.covers(case.case_no, case.item_code)
    # What a delegate or the counter entered belongs to the person at whichever phone.
    return case.account_id == by.account_id or case.mandate_no is not None


def check_own(case: Case, by: Actor) -> None:
    """Refuse everybody whose case it is not. Raises CaseUnknown."""
    if not is_own(case, by):
        raise CaseUnknown

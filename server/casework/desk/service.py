"""Claiming, releasing, and everything a caseworker sees of one case."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from server.casework import cases, checks, conflicts, corrections, decisions, publicity
from server.casework.cases import Case, CaseStep
from server.casework.checks import Picture
from server.casework.corrections import Round
from server.casework.decisions import Decision
from server.casework.desk import opening, sampling
from server.casework.desk.access import seen
from server.casework.publicity import Poster
from server.catalogue import estimates, workflow
from server.catalogue.estimates import Estimate
from server.catalogue.items import Item
from server.core import clock, database
from server.core.actors import CASE_ROLES, Actor, Role
from server.core.errors import Conflict, NotAllowed
from server.registry import audit, people, staff
from server.registry.files import File
from server.registry.people import Person


class AlreadyClaimed(Conflict):
    """A colleague has taken this case."""

    code = "desk.already_claimed"


class NotAColleague(NotAllowed):
    """Whom a case is handed to does not handle cases of this office, or is a relative."""

    code = "desk.not_a_colleague"


@dataclass(frozen=True)
class Signer:
    """An adult of the household, and whether they agreed to be looked up."""

    name: str
    state: str


@dataclass(frozen=True)
class StaffCase:
    """One case with everything needed to act on it."""

    case: Case
    item: Item
    applicant: Person
    picture: Picture
    live: Estimate
    frozen: Estimate | None
    rounds: tuple[Round, ...]
    papers: tuple[File, ...]
    decision: Decision | None
    poster: Poster | None
    steps: tuple[CaseStep, ...]
    open_steps: tuple[str, ...]
    handler: str
    is_mine: bool
    is_handler: bool
    limit_fen: int | None
    signers: tuple[Signer, ...]


async def claim(case_no: str, by: Actor) -> None:
    """Take a case to work on; one wins. Raises CaseUnknown, AlreadyClaimed."""
    case = await seen(case_no, by)
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE cases SET handler_id = $2, claimed_at = $3 WHERE id = $1"
            " AND (handler_id IS NULL OR handler_id = $2) RETURNING id",
            case.id,
            by.staff_id,
            clock.now(),
        )
        if not rows:
            raise AlreadyClaimed
        await audit.record(by, "claim", f"case:{case_no}")


async def release(case_no: str, by: Actor) -> None:
    """Give one's case back to the queue. Raises CaseUnknown, NotAllowed."""
    case = await seen(case_no, by)
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE cases SET handler_id = NULL, claimed_at = NULL"
            " WHERE id = $1 AND handler_id = ANY($2::uuid[]) RETURNING id",
            case.id,
            [by.staff_id, *await staff.covered_by(by.staff_id)],
        )
        if not rows:
            raise NotAllowed
        await audit.record(by, "release", f"case:{case_no}")


async def assign(case_no: str, to: UUID, by: Actor) -> None:
    """Hand a case to a colleague: one's own, or as head any of the office.

    Raises CaseUnknown, NotAllowed, NotAColleague, AlreadyClaimed.
    """
    case = await seen(case_no, by)
    if case.stage not in workflow.OPEN_STAGES:
        raise NotAllowed
    if by.role is not Role.HEAD and case.handler_id not in (None, by.staff_id):
        raise NotAllowed
    if to not in {one.id for one in await colleagues(by)}:
        raise NotAColleague
    if await conflicts.keeps_out(case, to):
        raise NotAColleague
    async with database.transaction():
        rows = await database.fetch(
            "UPDATE cases SET handler_id = $2, claimed_at = $3 WHERE id = $1"
            " AND handler_id IS NOT DISTINCT FROM $4 RETURNING id",
            case.id,
            to,
            clock.now(),
            case.handler_id,
        )
        if not rows:
            raise AlreadyClaimed
        await audit.record(by, "assign", f"case:{case_no}", detail={"to": f"staff:{to}"})


@dataclass(frozen=True)
class Colleague:
    """Somebody who handles cases of the office."""

    id: UUID
    name: str


async def colleagues(by: Actor) -> list[Colleague]:
    """Who handles cases of the acting office today, by name."""
    rows = await database.fetch(
        "SELECT DISTINCT s.id, s.name FROM staff s JOIN staff_posts p ON p.staff_id = s.id"
        " WHERE p.region_code = $1 AND p.role = ANY($2::text[]) AND p.starts_on <= $3"
        " AND (p.ends_on IS NULL OR p.ends_on >= $3) AND (s.left_on IS NULL OR s.left_on > $3)"
        " ORDER BY s.name",
        by.office,
        [role.value for role in CASE_ROLES],
        clock.today(),
    )
    return [Colleague(row["id"], row["name"]) for row in rows]


async def case_for_staff(case_no: str, by: Actor) -> StaffCase:
    """One case on one screen; opening it is audited. Raises CaseUnknown, ReasonNeeded."""
    case = await opened(case_no, by)
    picture = await checks.picture(case)
    item, decision = cases.item_of(case), await decisions.of_case(case)
    live = estimates.estimate(
        item, item.lane(case.lane), facts=picture.known.merged, known=cases.parameters_of(case)
    )
    amount = decision.proposed_fen if decision else None
    situation = cases.situation_of(case, amount_fen=amount)
    names = await staff.names_of([case.handler_id] if case.handler_id else [])
    return StaffCase(
        case=case,
        item=item,
        applicant=await people.of(case.applicant_id),
        picture=picture,
        live=live,
        frozen=msgspec.json.decode(case.verdict, type=Estimate) if case.verdict else None,
        rounds=tuple(await corrections.rounds_of(case)),
        papers=tuple(await corrections.papers_of(case)),
        decision=decision,
        poster=await publicity.poster(case, amount),
        steps=tuple(await cases.steps_of(case)),
        open_steps=workflow.open_steps(case.stage, by.role, situation),
        handler=names.get(case.handler_id, "") if case.handler_id else "",
        is_mine=case.handler_id in (by.staff_id, *await staff.covered_by(by.staff_id)),
        is_handler=await conflicts.has_handled(case, by.staff_id),
        limit_fen=situation.limit_fen,
        signers=tuple(await _signers(case.id)),
    )


async def opened(case_no: str, by: Actor) -> Case:
    """A case somebody may look into, which the audit keeps. Raises CaseUnknown, ReasonNeeded."""
    case = await openable(case_no, by)
    async with database.transaction():
        await audit.record(by, "open", f"case:{case_no}")
    return case


async def openable(case_no: str, by: Actor) -> Case:
    """A case somebody may look into; the caller notes what was opened.

    Raises CaseUnknown, ReasonNeeded.
    """
    if by.role is Role.AUDITOR:
        return await sampling.sampled(case_no, by)
    case = await seen(case_no, by)
    await opening.check_open(case, by)
    return case


async def _signers(case_id: UUID) -> list[Signer]:
    rows = await database.fetch(
        "SELECT p.name, s.state FROM case_signers s JOIN people p ON p.id = s.person_id"
        " WHERE s.case_id = $1 ORDER BY p.born_on",
        case_id,
    )
    return [Signer(row["name"], row["state"]) for row in rows]

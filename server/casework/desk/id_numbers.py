"""A full ID number, on demand: of the case's own people, for a stated reason, each look audited."""

from dataclasses import dataclass
from uuid import UUID

from server.casework.cases import Case
from server.casework.desk.opening import ReasonMissing
from server.casework.desk.service import opened
from server.core import database
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import NotAllowed, NotFound
from server.core.privacy import scrub
from server.registry import audit, households, people


class NotOfThisCase(NotFound):
    """The person whose number is asked for has no part in this case."""

    code = "desk.not_of_this_case"


@dataclass(frozen=True)
class Bearer:
    """Somebody of the case, whose number may be asked for."""

    person_id: UUID
    name: str
    relation: str


@dataclass(frozen=True)
class IdNumber:
    """A full number, to be shown once."""

    name: str
    number: str


async def bearers_of(case: Case) -> list[Bearer]:
    """The applicant first, then the rest of the household."""
    home = await households.of(case.household_id)
    found = [Bearer(one.person_id, one.name, one.relation) for one in home.members]
    if case.applicant_id not in {one.person_id for one in found}:
        found.append(Bearer(case.applicant_id, case.applicant_name, ""))
    return sorted(found, key=lambda one: one.person_id != case.applicant_id)


async def id_number_of(case_no: str, person_id: UUID, by: Actor, *, reason: str) -> IdNumber:
    """The full number of one person of a case. The person sees who looked, and why.

    Raises CaseUnknown, ReasonNeeded, NotAllowed, ReasonMissing, NotOfThisCase.
    """
    if by.role not in CASE_ROLES:
        raise NotAllowed
    case = await opened(case_no, by)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": "field.missing"})
    if person_id not in {one.person_id for one in await bearers_of(case)}:
        raise NotOfThisCase
    person = await people.of(person_id)
    async with database.transaction():
        await audit.record(
            by,
            "open-id-no",
            f"person:{person_id}",
            reason=scrub(reason.strip()),
            detail={"case": case_no},
        )
    return IdNumber(person.name, person.id_no)

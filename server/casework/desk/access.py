"""Which cases somebody may know of: those of their office, but for the ones they keep out of."""

from server.casework import cases, conflicts
from server.casework.cases import Case
from server.core.actors import CASE_ROLES, Actor, Role

COUNTY_ROLES = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})


async def seen(case_no: str, by: Actor) -> Case:
    """A case of the acting office. Raises CaseUnknown for others' and where one keeps out."""
    case = await cases.of(case_no)
    area = case.county_code if by.role in COUNTY_ROLES else case.office_code
    if by.role not in CASE_ROLES or area != by.office or case.stage == "draft":
        raise cases.CaseUnknown
    if await conflicts.keeps_out(case, by.staff_id):
        raise cases.CaseUnknown
    return case

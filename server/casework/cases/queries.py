"""Reading cases."""

from typing import Any

from server.casework.cases.errors import CaseUnknown
from server.casework.cases.models import Case, CaseStep
from server.core import database
from server.core.actors import Actor


async def of(case_no: str) -> Case:
    """That case, whoever asks; callers check who may. Raises CaseUnknown."""
    case = await Case.get_or_none(case_no=case_no)
    if case is None:
        raise CaseUnknown
    return case


async def mine(case_no: str, by: Actor) -> Case:
    """That case if the acting account filed it. Raises CaseUnknown."""
    case = await of(case_no)
    if case.account_id != by.account_id:
        raise CaseUnknown
    return case


async def of_account(by: Actor) -> list[Case]:
    """What an account filed, newest first."""
    return await Case.filter(account_id=by.account_id).order_by("-created_at")


async def steps_of(case: Case) -> list[CaseStep]:
    """The steps a case took, oldest first."""
    return await CaseStep.filter(case_id=case.id).order_by("id")


async def brief(case_no: str) -> dict[str, Any]:
    """What notices need of a case: account, item, office, dates."""
    row = await database.fetch_one(
        "SELECT case_no, account_id, item_code, item_version, office_code, stage, accept_by,"
        " decide_by FROM cases WHERE case_no = $1",
        case_no,
    )
    if row is None:
        raise CaseUnknown
    return row

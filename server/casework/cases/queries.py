"""Reading cases."""

from typing import Any
from uuid import UUID

from server.casework.cases.errors import CaseUnknown
from server.casework.cases.models import Case, CaseStep
from server.casework.cases.moving import check_own, is_own
from server.core import database
from server.core.actors import Actor
from server.registry import delegations, households, people


async def of(case_no: str) -> Case:
    """That case, whoever asks; callers check who may. Raises CaseUnknown."""
    case = await Case.get_or_none(case_no=case_no)
    if case is None:
        raise CaseUnknown
    return case


async def mine(case_no: str, by: Actor) -> Case:
    """That case if it is the acting person's, or within their mandate. Raises CaseUnknown."""
    case = await of(case_no)
    check_own(case, by)
    return case


async def of_account(by: Actor) -> list[Case]:
    """What was filed for the person served now, newest first; never another client's."""
    if by.subject is None:
        return []
    found = await Case.filter(applicant_id=by.subject).order_by("-created_at")
    return [case for case in found if is_own(case, by)]


async def recipients(case: Case) -> list[UUID]:
    """The accounts that hear of each step: the person's, by whatever way, and their delegates'.

    Nobody the applicant must be protected from hears, whosever phone it is. A person without any
    account gets one without a phone, so that somebody calls on them.
    """
    kept_away = {one.about_id for one in await households.cautions(case.applicant_id)}
    own = [case.account_id]
    if case.mandate_no is not None:
        known = await people.accounts_of_person(case.applicant_id)
        own = [account.id for account in known] or [await people.card_for(case.applicant_id)]
    for helper in await delegations.delegates_of(case.applicant_id, case.case_no, case.item_code):
        own += [account.id for account in await people.accounts_of_person(helper.delegate_id)]
    owners = {one: (await people.account_of(one)).person_id for one in dict.fromkeys(own)}
    return [account_id for account_id, owner in owners.items() if owner not in kept_away]


async def steps_of(case: Case) -> list[CaseStep]:
    """The steps a case took, oldest first."""
    return await CaseStep.filter(case_id=case.id).order_by("id")


async def brief(case_no: str) -> dict[str, Any]:
    """What notices need of a case: account, item, office, dates."""
    row = await database.fetch_one(
        "SELECT case_no, account_id, applicant_id, item_code, item_version, office_code, stage,"
        " accept_by, decide_by FROM cases WHERE case_no = $1",
        case_no,
    )
    if row is None:
        raise CaseUnknown
    return row

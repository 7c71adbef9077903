"""Keeping a case from a member of the household, for a reason the applicant gave."""

from uuid import UUID

from server.casework import cases
from server.core import clock, database
from server.core.actors import Actor
from server.registry import delegations, households

_END_LINKS = """
UPDATE signing_links SET revoked_at = $3
 WHERE case_no = $1 AND person_id = $2 AND revoked_at IS NULL AND used_at IS NULL
"""


async def keep_away(case_no: str, about_id: UUID, kind: str, *, words: str = "", by: Actor) -> None:
    """From now on no link, notice or address of one's cases reaches this person.

    Raises CaseUnknown, NotOfThisHome, CautionInvalid.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        cases.check_own(case, by)
        await _check_home(case, about_id)
        await households.declare(case.applicant_id, about_id, kind, words=words, by=by)
        await cases.hold(case, about_id)
        await database.execute(_END_LINKS, case_no, about_id, clock.now())
        await delegations.end_between(case.applicant_id, about_id, by=by)


async def let_back(case_no: str, about_id: UUID, *, by: Actor) -> None:
    """Take the word back; the person is asked like everybody. Raises CaseUnknown, NotOfThisHome."""
    async with database.transaction():
        case = await cases.locked(case_no)
        cases.check_own(case, by)
        await _check_home(case, about_id)
        await households.lift(case.applicant_id, about_id, by=by)
        await cases.release(case, about_id)


async def _check_home(case: cases.Case, about_id: UUID) -> None:
    home = await households.of(case.household_id)
    if about_id == case.applicant_id or about_id not in {m.person_id for m in home.members}:
        raise households.NotOfThisHome

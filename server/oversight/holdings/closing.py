"""Closing an account: what is still open is named first, nothing is refused."""

from dataclasses import dataclass

from server.casework import cases
from server.catalogue import workflow
from server.contact import notices
from server.core import database
from server.core.actors import Actor
from server.core.errors import NotSignedIn
from server.oversight.holdings.errors import NotConfirmed
from server.registry import people, sessions


@dataclass(frozen=True)
class Closing:
    """What closing would leave behind: open cases go on, drafts go."""

    open_cases: tuple[str, ...]
    drafts: tuple[str, ...]


async def before_closing(by: Actor) -> Closing:
    """What is still open."""
    found = await cases.of_account(by)
    going_on = {*workflow.OPEN_STAGES, "approved"}
    return Closing(
        tuple(case.case_no for case in found if case.stage in going_on),
        tuple(case.case_no for case in found if case.stage == "draft"),
    )


async def close(by: Actor, *, is_confirmed: bool) -> None:
    """Close one's account at once, on every device. Raises NotSignedIn, NotConfirmed.

    Open cases go on; whoever must be told of them is called or gets a letter.
    """
    if by.account_id is None:
        raise NotSignedIn
    if not is_confirmed:
        raise NotConfirmed(fields={"confirm": "field.missing"})
    left = await before_closing(by)
    async with database.transaction():
        for case_no in left.drafts:
            await cases.withdraw(case_no, by)
        await notices.forget(by)
        await people.close(by.account_id, by=by)
        await sessions.revoke_all(by.id)

"""What registers say about oneself in a case: what may be read, and called wrong."""

from server.casework import cases
from server.casework.contests.errors import ContestUnknown
from server.core.actors import Actor
from server.registry.facts import Fact


async def facts_about(case_no: str, by: Actor) -> list[Fact]:
    """The registers' facts about oneself; a guardian reads those of the person they guard.

    A delegate reads none: what was found is for the person alone. Raises CaseUnknown, also for
    whom the case is kept from.
    """
    view = await cases.view(case_no, by)
    if by.mandate is not None and not by.mandate.is_guardian:
        return []
    return [fact for fact in await _all(view.case) if fact.subject_id == by.subject]


async def _all(case: cases.Case) -> list[Fact]:
    return [fact for fact in (await cases.known_of(case)).all_facts if fact.register]


async def fact_about(case_no: str, fact_id: int, by: Actor) -> Fact:
    """One of them; a delegate may name it, as the person told them.

    Raises CaseUnknown, ContestUnknown.
    """
    view = await cases.view(case_no, by)
    for fact in await _all(view.case):
        if fact.id == fact_id and fact.subject_id == by.subject:
            return fact
    raise ContestUnknown

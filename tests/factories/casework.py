"""Cases at the stages that tests need, made through the services themselves."""

from server.casework import cases, corrections, decisions, desk
from server.casework.corrections import Point
from server.core.actors import Actor, Role
from server.registry import people
from tests.factories.registry import VILLAGE, a_resident, a_staff_member

ANSWERS = {
    "hardship.description": "住院花了很多钱",
    "expense.kind": "medical",
    "expense.own_payment": 6_000_000,
    "expense.other_aid": 2_300_000,
    "third_party.liability": "none",
    "cause.same_cause_aid": False,
    "residence.basis": "hukou",
    "household.size": 2,
    "household.classification": "none",
    "household.income_12m": 4_200_000,
    "household.property": 1_200_000,
}


async def a_submitted_case(by: Actor | None = None):
    """An application just sent in: the case and its applicant."""
    by = by or await a_resident()
    case = await cases.start("temporary-relief", VILLAGE, by)
    saved = await cases.save(case.case_no, ANSWERS, by)
    assert saved.wrong == {}
    person = await people.of(by.person_id)
    return await cases.submit(case.case_no, by, signature=person.name), by


async def a_correction(case_no: str, clerk: Actor | None = None):
    """One question asked of the applicant."""
    clerk = clerk or await a_staff_member(role=Role.CLERK)
    await corrections.ask(case_no, [Point("household.property", "还有别的账户吗？")], clerk)
    return clerk


async def a_refused_case(by: Actor | None = None):
    """A case refused by the head after the clerk's opinion: case, applicant, clerk, head."""
    case, by = await a_submitted_case(by)
    clerk, head = await a_staff_member(role=Role.CLERK), await a_staff_member(role=Role.HEAD)
    await desk.claim(case.case_no, clerk)
    await cases.accept(case.case_no, clerk)
    await cases.start_checking(case.case_no)
    await decisions.propose(case.case_no, clerk, outcome="refuse", opinion="收入超过标准")
    code = cases.item_of(case).refusals[0].code
    await decisions.decide(
        case.case_no, head, outcome="refuse", reason_codes=[code], reason="收入超过标准"
    )
    return await cases.of(case.case_no), by, clerk, head


async def a_posted_case(by: Actor | None = None):
    """A case whose proposed grant hangs in the village: case, applicant, clerk."""
    case, by = await a_submitted_case(by)
    clerk = await a_staff_member(role=Role.CLERK)
    await desk.claim(case.case_no, clerk)
    await cases.accept(case.case_no, clerk)
    await cases.start_checking(case.case_no)
    await decisions.propose(
        case.case_no, clerk, outcome="grant", amount_fen=400_000, opinion="符合规定"
    )
    return await cases.of(case.case_no), by, clerk

"""One filing from the real name to the decision, with the sandbox outside and a worker inside."""

from datetime import timedelta

import pytest

from server.casework import cases, checks, decisions, desk, publicity
from server.casework.desk import QueueFilter
from server.connectors import build_world
from server.contact import notices
from server.core import clock_offset, config
from server.core.actors import SYSTEM, Actor, Role
from server.registry import entitlements, people, staff
from server.worker import Worker
from tests.journeys.people import nobody_else_signs

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


@pytest.fixture
async def outside(fresh_db, sandbox):
    world = build_world(config.settings())
    yield world, sandbox
    await world.close()


async def a_resident(world, sandbox, story="li-xiuying"):
    told = (await sandbox.http.get("/_ctl/people", params={"story": story})).json()[story][0]
    account = await people.account_for_phone(told["phone"])
    by = Actor(id=f"resident:{account.id}", role=Role.RESIDENT, account_id=account.id)
    person = await checks.real_name(world, told["name"], told["id_no"], by)
    return Actor(**{**vars(by), "person_id": person.id, "name": told["name"]})


async def an_official(login, role, office):
    staff_id, _ = await staff.add(
        login,
        "张伟" if role is Role.CLERK else "李敏",
        "Demo-2026-abc",
        role=role,
        region_code=office,
        by=SYSTEM,
    )
    return Actor(id=f"staff:{staff_id}", role=role, name=login, staff_id=staff_id, office=office)


async def a_submitted_case(by):
    case = await cases.start("temporary-relief", "320699100201", by)
    saved = await cases.save(case.case_no, ANSWERS, by)
    assert saved.wrong == {}
    await cases.submit(case.case_no, by, signature=by.name)
    await nobody_else_signs(case.case_no)
    return await cases.of(case.case_no)


async def registers_have_time(sandbox, worker):
    """Six days pass, outside too: the slowest register answers."""
    await clock_offset.advance(timedelta(days=6))
    passed = int(clock_offset.clock.offset().total_seconds())
    await sandbox.http.post("/_ctl/clock", json={"offset_seconds": passed})
    await worker.drain()


async def test_granted_within_publicity(outside):
    world, sandbox = outside
    li = await a_resident(world, sandbox)
    clerk = await an_official("clerk", Role.CLERK, "320699100")
    head = await an_official("head", Role.HEAD, "320699100")
    approver = await an_official("county", Role.COUNTY_APPROVER, "320699")
    worker = Worker(world)

    case = await a_submitted_case(li)
    await worker.drain()

    page = await desk.queue(clerk, QueueFilter())
    assert [row.case_no for row in page.rows] == [case.case_no]
    assert (await desk.counts(clerk)).views["todo"] == 1
    await desk.claim(case.case_no, clerk)
    await cases.accept(case.case_no, clerk)
    await worker.drain()

    try:
        await registers_have_time(sandbox, worker)
        seen = await desk.case_for_staff(case.case_no, clerk)
        assert {query.state for query in seen.picture.queries} == {"answered"}
        assert seen.open_steps == ("start_surveying", "propose_grant", "propose_refusal", "convert")

        await decisions.propose(
            case.case_no, clerk, outcome="grant", amount_fen=820_000, opinion="符合规定"
        )
        await worker.drain()
        await clock_offset.advance(timedelta(days=9))
        assert await publicity.close_due() == 1
        await decisions.refer_up(case.case_no, head)
        await decisions.decide(case.case_no, approver, outcome="grant", amount_fen=820_000)
        await worker.drain()
    finally:
        await clock_offset.reset()

    assert (await cases.of(case.case_no)).stage == "approved"
    (entry,) = await entitlements.of_person(li.person_id)
    assert entry.amount_fen == 820_000
    told = [notice.title for notice in await notices.of_account(li)]
    assert told[0] == "有结果了"
    assert (await sandbox.http.get("/_ctl/warnings")).json() == []

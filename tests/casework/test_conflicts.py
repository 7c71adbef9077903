"""Conflicts, deputies, silence: who keeps out, who stands in, when the county steps in."""

from datetime import timedelta
from uuid import uuid4

import pytest

from server.casework import cases, conflicts, decisions, desk
from server.casework.conflicts.rules import Colleague, nobody_left
from server.casework.desk import QueueFilter
from server.core import clock, clock_offset, database
from server.core.actors import SYSTEM, Actor, Role
from server.registry import sessions, staff
from server.worker import Worker
from tests.factories.letters import a_case
from tests.factories.registry import (
    COUNTY,
    TOWNSHIP,
    a_family,
    a_resident,
    a_staff_member,
)


async def later(**span):
    await clock_offset.advance(timedelta(**span))


@pytest.fixture
async def town(fresh_db):
    """Two clerks, a head and the county's reviewer and approver."""
    people = {
        "zhang": await a_staff_member("张伟"),
        "chen": await a_staff_member("陈静"),
        "head": await a_staff_member("李敏", role=Role.HEAD),
        "reviewer": await a_staff_member("顾芳", role=Role.COUNTY_REVIEWER, region=COUNTY),
        "approver": await a_staff_member("许芳", role=Role.COUNTY_APPROVER, region=COUNTY),
    }
    yield people
    await clock_offset.reset()


async def deliver():
    worker = Worker(None)
    while await worker._deliver():
        pass


async def an_accepted_case(by):
    case = await a_case()
    await desk.claim(case.case_no, by)
    await cases.accept(case.case_no, by)
    await deliver()
    return case.case_no


async def in_queue(by, case_no, **find):
    page = await desk.queue(by, QueueFilter(view="all", **find))
    return case_no in [row.case_no for row in page.rows]


async def test_a_declared_tie_hides_the_case_in_list_search_and_by_address(town):
    case = await a_case("王小明")
    zhang = town["zhang"]
    await desk.claim(case.case_no, zhang)
    assert await in_queue(zhang, case.case_no)
    before = (await desk.counts(zhang)).views["all"]

    await conflicts.recuse(case.case_no, zhang, relation="邻居，有借款")

    assert not await in_queue(zhang, case.case_no)
    assert not await in_queue(zhang, case.case_no, find="王小明")
    assert not await in_queue(zhang, case.case_no, find=case.case_no)
    assert (await desk.counts(zhang)).views["all"] == before - 1
    for look in (desk.seen, desk.case_for_staff):
        with pytest.raises(cases.CaseUnknown):
            await look(case.case_no, zhang)
    assert (await cases.of(case.case_no)).handler_id is None
    assert await in_queue(town["chen"], case.case_no)


async def test_a_tie_needs_a_word_on_why(town):
    case = await a_case()
    with pytest.raises(conflicts.RelationMissing):
        await conflicts.recuse(case.case_no, town["zhang"], relation=" ")


async def test_any_relative_in_the_household_counts_not_only_the_applicant(town):
    mother, son, _, _ = await a_family()
    case = await a_case(by=await a_resident(person=mother))
    await staff.declare_relative(town["zhang"].staff_id, son.id, "表弟", by=SYSTEM)

    assert not await in_queue(town["zhang"], case.case_no)
    with pytest.raises(cases.CaseUnknown):
        await desk.seen(case.case_no, town["zhang"])


async def test_keeping_out_of_the_whole_family_covers_their_next_case(town):
    by = await a_resident()
    first = await a_case(by=by)
    await conflicts.recuse(first.case_no, town["zhang"], relation="亲戚", whole_family=True)
    await cases.withdraw(first.case_no, by)
    second = await a_case(by=by)
    assert not await in_queue(town["zhang"], second.case_no)


@pytest.mark.parametrize(
    ("stage", "town", "handled", "left"),
    [
        ("submitted", [], 0, False),  # a gap in staffing is no conflict
        ("submitted", [("clerk", True), ("head", False)], 0, False),
        ("submitted", [("clerk", True), ("head", True)], 0, True),
        ("reviewing", [("clerk", False), ("head", True)], 0, True),
        ("reviewing", [("clerk", False), ("head", False)], 1, True),  # the only head handled it
        ("reviewing", [("head", False), ("head", True)], 0, False),
        ("county_review", [("head", True)], 0, False),
        ("approved", [("head", True)], 0, False),
    ],
)
def test_when_nobody_is_left(stage, town, handled, left):
    people = [Colleague(uuid4(), Role(role), keeps_out) for role, keeps_out in town]
    heads = [one.staff_id for one in people if one.role is Role.HEAD][:handled]
    assert nobody_left(stage, people, heads) is left


async def test_the_county_steps_in_by_itself_handles_and_decides(town):
    case = await a_case()
    for name in ("zhang", "chen", "head"):
        await conflicts.recuse(case.case_no, town[name], relation="同村亲戚")
        await deliver()
    seen = await cases.of(case.case_no)
    assert (seen.stage, seen.stepped_in_at is not None) == ("submitted", True)
    events = await database.fetch("SELECT 1 FROM outbox_events WHERE event = 'CountySteppedIn'")
    assert len(events) == 1
    reviewer, approver = town["reviewer"], town["approver"]
    assert [alert.kind for alert in await desk.alerts_for(reviewer)] == ["stepped_in"]
    todo = await desk.queue(reviewer, QueueFilter())
    assert case.case_no in [row.case_no for row in todo.rows]

    await desk.claim(case.case_no, reviewer)
    await cases.accept(case.case_no, reviewer)
    await deliver()
    await decisions.propose(case.case_no, reviewer, outcome="refuse", opinion="收入高于当地线")
    await deliver()
    assert (await cases.of(case.case_no)).stage == "county_review"
    codes = ["R02_INCOME_NOT_BELOW"]
    with pytest.raises(decisions.SamePerson):
        await decisions.decide(case.case_no, reviewer, outcome="refuse", reason_codes=codes)
    await decisions.decide(case.case_no, approver, outcome="refuse", reason_codes=codes)
    assert (await cases.of(case.case_no)).stage == "refused"


async def test_the_county_decides_where_the_only_head_keeps_out(town):
    case_no = await an_accepted_case(town["zhang"])
    await conflicts.recuse(case_no, town["head"], relation="表姐")
    await deliver()
    assert (await cases.of(case_no)).stepped_in_at is None  # the clerk goes on
    await decisions.propose(case_no, town["zhang"], outcome="refuse", opinion="收入高于当地线")
    await deliver()
    assert (await cases.of(case_no)).stage == "county_review"


async def test_whoever_took_a_handling_step_never_decides_even_after_giving_it_back(town):
    head = town["head"]
    case_no = await an_accepted_case(head)
    await desk.release(case_no, head)
    other = await a_staff_member("周平", role=Role.HEAD)
    await desk.claim(case_no, town["zhang"])
    await decisions.propose(case_no, town["zhang"], outcome="refuse", opinion="收入高于当地线")
    codes = ["R02_INCOME_NOT_BELOW"]
    with pytest.raises(decisions.SamePerson):
        await decisions.decide(case_no, head, outcome="refuse", reason_codes=codes)
    with pytest.raises(decisions.SamePerson):
        await decisions.send_back(case_no, head, note="再看看")
    await decisions.decide(case_no, other, outcome="refuse", reason_codes=codes)


async def _stands_in(head, deputy, absent, *, days=3):
    today = clock.today()
    return await staff.appoint(
        absent.staff_id,
        deputy.staff_id,
        starts_on=today,
        ends_on=today + timedelta(days=days),
        by=head,
    )


async def test_a_deputy_takes_over_queue_and_rights_between_the_days(town):
    zhang, chen, head = town["zhang"], town["chen"], town["head"]
    case_no = await an_accepted_case(zhang)
    refuse = {"outcome": "refuse", "opinion": "收入高于当地线"}
    with pytest.raises(Exception, match="not_allowed"):
        await decisions.propose(case_no, chen, **refuse)
    await _stands_in(head, chen, zhang)

    todo = await desk.queue(chen, QueueFilter())
    assert case_no in [row.case_no for row in todo.rows]
    assert (await desk.counts(chen)).views["mine"] == 1
    await decisions.propose(case_no, chen, **refuse)
    row = await decisions.of_case(await cases.of(case_no))
    assert row.proposed_by == chen.staff_id
    await later(days=4)
    assert (await desk.counts(chen)).views["mine"] == 0


async def test_a_clerk_who_stands_in_for_the_head_decides_but_never_what_they_handled(town):
    zhang, chen, head = town["zhang"], town["chen"], town["head"]
    theirs, others = await an_accepted_case(chen), await an_accepted_case(zhang)
    for by, case_no in ((chen, theirs), (zhang, others)):
        await decisions.propose(case_no, by, outcome="refuse", opinion="收入高于当地线")
    await _stands_in(head, chen, head)

    acts = {act.role: act for act in await staff.acts_for(chen.staff_id)}
    as_head = acts[Role.HEAD]
    assert as_head.office == TOWNSHIP
    codes = ["R02_INCOME_NOT_BELOW"]
    with pytest.raises(decisions.SamePerson):
        await decisions.decide(theirs, as_head, outcome="refuse", reason_codes=codes)
    await decisions.decide(others, as_head, outcome="refuse", reason_codes=codes)


async def test_who_stands_in_for_the_handler_does_not_decide_for_the_head(town):
    zhang, chen, head = town["zhang"], town["chen"], town["head"]
    case_no = await an_accepted_case(zhang)
    await decisions.propose(case_no, zhang, outcome="refuse", opinion="收入高于当地线")
    await _stands_in(head, chen, zhang)
    await _stands_in(head, chen, head)
    as_head = Actor(**{**vars(chen), "role": Role.HEAD})
    with pytest.raises(decisions.SamePerson):
        await decisions.decide(
            case_no, as_head, outcome="refuse", reason_codes=["R02_INCOME_NOT_BELOW"]
        )


async def test_a_deputys_session_ends_with_the_last_day_or_at_once_when_ended(town):
    chen, head = town["chen"], town["head"]
    deputy = await _stands_in(head, chen, head)
    token, session = await sessions.open_for_staff(
        chen.staff_id, Role.HEAD, stage="full", device="t", office=TOWNSHIP
    )
    assert session.actor.role is Role.HEAD
    await staff.end_deputy(deputy, by=head)
    assert await sessions.of(token) is None


@pytest.mark.parametrize("wrong", ["self", "stranger", "backwards", "twice"])
async def test_an_arrangement_that_cannot_be_is_refused(town, wrong):
    head, zhang, chen = town["head"], town["zhang"], town["chen"]
    today = clock.today()
    asked = {"starts_on": today, "ends_on": today + timedelta(days=2), "by": head}
    who = (zhang.staff_id, chen.staff_id)
    if wrong == "self":
        who = (zhang.staff_id, zhang.staff_id)
    elif wrong == "stranger":
        who = (zhang.staff_id, town["reviewer"].staff_id)
    elif wrong == "backwards":
        asked["ends_on"] = today - timedelta(days=1)
    else:
        await staff.appoint(*who, **asked)
    with pytest.raises(staff.DeputyInvalid):
        await staff.appoint(*who, **asked)


async def test_a_silent_owners_case_goes_back_and_the_head_is_told(town):
    case_no = await an_accepted_case(town["zhang"])
    assert await desk.return_silent() == 0
    await later(days=12)
    assert await desk.return_silent() == 1
    assert await desk.return_silent() == 0
    assert (await cases.of(case_no)).handler_id is None
    (alert,) = await desk.alerts_for(town["head"])
    assert (alert.kind, alert.case_no, alert.colleague) == ("returned", case_no, "张伟")
    await desk.mark_seen(alert.id, town["head"])
    assert await desk.alerts_for(town["head"]) == []


async def test_an_overdue_case_is_told_to_the_head_once(town):
    case_no = await an_accepted_case(town["zhang"])
    await database.execute(
        "UPDATE cases SET due_is_provisional = false, due_at = $2 WHERE case_no = $1",
        case_no,
        clock.now() - timedelta(hours=1),
    )
    assert await desk.escalate_overdue() == 1
    assert await desk.escalate_overdue() == 0
    assert [alert.kind for alert in await desk.alerts_for(town["head"])] == ["overdue"]


async def test_opening_a_colleagues_case_needs_a_reason_that_is_kept(town):
    case_no = await an_accepted_case(town["zhang"])
    await desk.case_for_staff(case_no, town["zhang"])
    chen = town["chen"]
    with pytest.raises(desk.ReasonNeeded):
        await desk.case_for_staff(case_no, chen)
    with pytest.raises(desk.ReasonMissing):
        await desk.open_with_reason(case_no, chen, reason="")
    await desk.open_with_reason(case_no, chen, reason="群众来电 13812345678 问进度")
    assert (await desk.case_for_staff(case_no, chen)).case.case_no == case_no
    (row,) = await database.fetch("SELECT reason FROM audit_rows WHERE action = 'open-others'")
    assert row["reason"] == "群众来电 [电话] 问进度"
    await later(hours=9)
    with pytest.raises(desk.ReasonNeeded):
        await desk.case_for_staff(case_no, chen)


async def test_the_county_needs_a_reason_until_a_case_comes_up_to_it(town):
    case_no = await an_accepted_case(town["zhang"])
    with pytest.raises(desk.ReasonNeeded):
        await desk.case_for_staff(case_no, town["approver"])
    await decisions.propose(case_no, town["zhang"], outcome="refuse", opinion="收入高于当地线")
    await decisions.refer_up(case_no, town["head"])
    assert await desk.case_for_staff(case_no, town["approver"])

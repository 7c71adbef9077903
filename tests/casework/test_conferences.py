"""Case conferences: called for reasons, answered by link without a name, minuted, visited after."""

from datetime import timedelta

import pytest

from server.casework import cases, conferences
from server.casework.conferences.rules import Seen, computed
from server.core import clock, database
from server.core.actors import Role
from tests.casework.test_reserve import an_urgent_case
from tests.factories.registry import a_household, a_person, a_resident, a_staff_member

ASK = {"triggers": ["minor", "violence"], "question": "一家三口没有住处，孩子要上学，能帮什么？"}
QUIET = Seen(
    sum_fen=100_000,
    limit_fen=500_000,
    earlier=0,
    has_minor=False,
    kinds=1,
    was_helped_before=False,
)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"sum_fen": 500_001}, ("above_limit",)),
        ({"limit_fen": None}, ("above_limit",)),
        ({"sum_fen": None, "limit_fen": None}, ()),
        ({"earlier": 2}, ("third_time",)),
        ({"earlier": 1}, ()),
        ({"has_minor": True, "kinds": 2}, ("two_kinds", "minor")),
        ({"was_helped_before": True}, ("still_in_need",)),
    ],
)
def test_what_calls_for_a_conference(changes, found):
    assert computed(Seen(**(vars(QUIET) | changes))) == found


async def test_a_child_and_a_sum_above_the_limit_are_seen_by_themselves(db):
    mother = await a_person()
    child = await a_person(born=clock.today() - timedelta(days=3000))
    await a_household((mother, "本人"), (child, "子女"))
    case = await an_urgent_case(await a_resident(person=mother), **{"event.people": 3})
    assert await conferences.triggers_of(case) == ("above_limit", "minor")


async def a_conference():
    case, clerk = await an_urgent_case(), await a_staff_member()
    return case, clerk, await conferences.open_one(case.case_no, clerk, **ASK)


@pytest.mark.parametrize(
    "changes", [{"triggers": []}, {"triggers": ["bad luck"]}, {"question": " "}]
)
async def test_it_needs_a_reason_and_a_question(db, changes):
    case, clerk = await an_urgent_case(), await a_staff_member()
    with pytest.raises(conferences.ConferenceInvalid):
        await conferences.open_one(case.case_no, clerk, **(ASK | changes))


async def test_one_at_a_time_by_township_or_county(db):
    case, _, number = await a_conference()
    county = await a_staff_member(role=Role.COUNTY_REVIEWER, region="320699")
    with pytest.raises(conferences.ConferenceOpen):
        await conferences.open_one(case.case_no, county, **ASK)
    assert [one.conference_no for one in await conferences.of_office(county)] == [number]
    elsewhere = await a_staff_member(region="320699101")
    with pytest.raises(conferences.ConferenceUnknown):
        await conferences.one_of_office(number, elsewhere)


async def test_a_department_sees_a_masked_name_and_one_question(db):
    case, clerk, number = await a_conference()
    token = await conferences.invite(number, "education", clerk)
    seen = await conferences.asked(token)
    shown = str(vars(seen))
    assert seen.question == ASK["question"]
    assert case.applicant_name not in shown
    assert case.case_no not in shown
    assert "着火" not in shown
    rows = await database.fetch("SELECT * FROM conference_invitations")
    assert token not in str(rows)


async def test_an_opinion_may_be_written_anew_until_the_link_ends(db):
    _, clerk, number = await a_conference()
    token = await conferences.invite(number, "housing", clerk)
    with pytest.raises(conferences.ConferenceInvalid):
        await conferences.answer(token, opinion=" ", signed="王科长")
    await conferences.answer(token, opinion="可以先住过渡房", signed="王科长")
    await conferences.answer(token, opinion="过渡房下周一可住", signed="王科长")
    (invitation,) = (await conferences.one_of_office(number, clerk)).invitations
    assert (invitation.opinion, invitation.signed) == ("过渡房下周一可住", "王科长")
    with pytest.raises(conferences.ConferenceInvalid):
        await conferences.invite(number, "housing", clerk)


async def test_links_end_by_themselves_when_taken_back_and_with_the_meeting(db):
    _, clerk, number = await a_conference()
    for end in ("time", "revoked", "again", "held"):
        token = await conferences.invite(number, "health", clerk)
        if end == "time":
            later = clock.stopped_at(clock.now() + timedelta(days=15))
            with later, pytest.raises(conferences.LinkEnded):
                await conferences.asked(token)
            continue
        if end == "revoked":
            await conferences.revoke(number, "health", clerk)
        elif end == "again":
            await conferences.invite(number, "health", clerk)
        else:
            await held(number, clerk)
        with pytest.raises(conferences.LinkEnded):
            await conferences.answer(token, opinion="晚了", signed="某人")
    with pytest.raises(conferences.LinkEnded):
        await conferences.asked("made-up")


async def held(number, clerk):
    plans = [conferences.Plan("教育局", "联系学校，免住宿费", clock.today() + timedelta(days=7))]
    await conferences.hold(number, clerk, minutes="三家单位都来了，分工如下", plans=plans)


async def test_minutes_tasks_and_a_visit_after_thirty_days(db):
    case, clerk, number = await a_conference()
    with pytest.raises(conferences.ConferenceInvalid):
        await conferences.hold(number, clerk, minutes="来了", plans=[])
    await held(number, clerk)
    meeting = await conferences.one_of_office(number, clerk)
    assert meeting.visit_on == clock.today() + timedelta(days=30)
    assert await conferences.count_waiting(clerk) == 0
    await conferences.task_done(number, 1, clerk)
    assert (await conferences.one_of_office(number, clerk)).tasks[0].done_at

    with clock.stopped_at(clock.now() + timedelta(days=30)):
        assert await conferences.remind_visits() == 1
        assert await conferences.remind_visits() == 0
        assert await conferences.count_waiting(clerk) == 1
        steps = [step.step for step in await cases.steps_of(case)]
        assert steps == ["submit", "open_conference", "visit_due"]
        await conferences.visited(number, clerk, note="住进过渡房，孩子上学了")
        assert await conferences.count_waiting(clerk) == 0
    with pytest.raises(conferences.ConferenceUnknown):
        await conferences.visited(number, clerk, note="再去一次")

"""Whom no message reaches is called or visited by a day, and the case shows what came of it."""

from datetime import UTC, datetime, timedelta

import pytest

from server.casework import corrections
from server.contact import notices
from server.contact.notices import calls
from server.core import clock, database
from server.core.actors import Role
from server.registry import people, workdays
from tests.factories.casework import a_correction, a_submitted_case
from tests.factories.registry import OTHER_TOWNSHIP, VILLAGE, a_staff_member

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def noon():
    with clock.stopped_at(NOON) as moment:
        yield moment


async def a_told_case(kind="case-accepted"):
    case, li = await a_submitted_case()
    await notices.tell_of_case(case.case_no, kind)
    row = await database.fetch_one("SELECT id FROM notices WHERE kind = $1", kind)
    return case, li, row["id"]


async def a_helper(region=VILLAGE):
    return await a_staff_member(role=Role.VILLAGE_HELPER, region=region)


async def test_what_reached_nobody_becomes_a_call_for_the_village_by_the_next_work_day(db, noon):
    case, _, notice = await a_told_case()
    helper = await a_helper()

    await calls.want(notice, "not_reached")

    (call,) = await notices.calls_for(helper)
    assert call.case_no == case.case_no
    assert call.name == case.applicant_name
    assert call.due_at == workdays.deadline(NOON, workdays=1).at


async def test_two_notices_of_a_case_are_one_call_that_tells_both(db, noon):
    case, _, notice = await a_told_case()
    helper = await a_helper()
    await calls.want(notice, "not_reached")
    await notices.tell_of_case(case.case_no, "case-refused")
    other = await database.fetch_one("SELECT id FROM notices WHERE kind = 'case-refused'")
    await calls.want(other["id"], "not_reached")
    await calls.want(other["id"], "not_reached")

    (line,) = await notices.calls_for(helper)

    assert len((await notices.call_of(line.id, helper)).words) == 2


async def test_what_one_did_oneself_is_no_reason_to_be_called(db, noon):
    _, _, notice = await a_told_case("case-submitted")

    await calls.want(notice, "not_reached")

    assert await notices.calls_for(await a_helper()) == []


async def test_reading_it_in_the_app_ends_the_call(db, noon):
    case, li, notice = await a_told_case()
    await calls.want(notice, "not_reached")

    await notices.mark_read(li)

    assert await notices.calls_for(await a_helper()) == []
    (rung,) = [
        r for t in await notices.tellings_of(case.case_no) for r in t.rungs if r.channel == "call"
    ]
    assert rung.result == "read_in_app"


async def test_opening_a_call_shows_the_number_and_is_noted(db, noon):
    _, li, notice = await a_told_case()
    helper = await a_helper()
    await calls.want(notice, "no_phone")
    (line,) = await notices.calls_for(helper)

    call = await notices.call_of(line.id, helper)

    account = await people.account_of(li.account_id)
    assert call.phone == account.phone
    assert "救助" not in "".join(call.words)
    noted = await database.fetch("SELECT actor FROM audit_rows WHERE action = 'open-call'")
    assert [row["actor"] for row in noted] == [helper.id]


async def test_who_wants_to_be_called_gets_no_sms(db, noon):
    case, li = await a_submitted_case()
    await notices.wish(li, notices.Wish("call"))

    await notices.tell_of_case(case.case_no, "case-accepted")

    assert await database.fetch("SELECT 1 FROM notice_sends") == []
    (call,) = await notices.calls_for(await a_helper())
    assert call.why == "wished"


async def test_who_does_not_want_the_village_is_called_by_the_office(db, noon):
    case, li = await a_submitted_case()
    await notices.wish(li, notices.Wish("call", village_may_call=False))
    await notices.tell_of_case(case.case_no, "case-accepted")

    assert await notices.calls_for(await a_helper()) == []
    (call,) = await notices.calls_for(await a_staff_member(role=Role.CLERK))
    assert call.for_whom == "office"


async def test_another_village_and_another_office_see_no_call(db, noon):
    _, _, notice = await a_told_case()
    await calls.want(notice, "not_reached")
    (line,) = await notices.calls_for(await a_helper())

    for stranger in (
        await a_helper("320699100202"),
        await a_staff_member(role=Role.CLERK, region=OTHER_TOWNSHIP),
    ):
        assert await notices.calls_for(stranger) == []
        with pytest.raises(notices.CallUnknown):
            await notices.call_of(line.id, stranger)
        with pytest.raises(notices.CallUnknown):
            await notices.report(line.id, stranger, outcome="told")


async def test_told_on_the_phone_ends_it_and_stands_on_the_case(db, noon):
    case, _, notice = await a_told_case()
    helper = await a_helper()
    await calls.want(notice, "not_reached")
    (line,) = await notices.calls_for(helper)

    await notices.report(line.id, helper, outcome="told", note="本人接的")

    assert await notices.calls_for(helper) == []
    rungs = [r for t in await notices.tellings_of(case.case_no) for r in t.rungs]
    (rung,) = [r for r in rungs if r.channel == "call"]
    assert (rung.result, rung.by, rung.note) == ("told", helper.name, "本人接的")
    with pytest.raises(notices.CallDone):
        await notices.report(line.id, helper, outcome="visited")


async def test_nobody_answering_keeps_the_call_for_another_day(db, noon):
    _, _, notice = await a_told_case()
    helper = await a_helper()
    await calls.want(notice, "not_reached")
    (line,) = await notices.calls_for(helper)

    with clock.stopped_at(NOON + timedelta(days=1)):
        await notices.report(line.id, helper, outcome="no_answer")
        (again,) = await notices.calls_for(helper)

    assert again.attempts == 1
    assert again.due_at > line.due_at


async def test_a_helper_who_reaches_nobody_hands_it_to_the_office(db, noon):
    _, _, notice = await a_told_case()
    helper, clerk = await a_helper(), await a_staff_member(role=Role.CLERK)
    await calls.want(notice, "not_reached")
    (line,) = await notices.calls_for(helper)
    with pytest.raises(notices.OutcomeUnclear):
        await notices.report(line.id, helper, outcome="not_reached")

    await notices.report(line.id, helper, outcome="not_reached", note="去过两次，门锁着")

    assert await notices.calls_for(helper) == []
    (line,) = await notices.calls_for(clerk)
    await notices.report(line.id, clerk, outcome="not_reached", note="邻居说去外地了")
    assert await notices.calls_for(clerk) == []


async def test_an_answer_due_is_reminded_of_once_and_not_on_the_day_it_was_asked(db):
    with clock.stopped_at(NOON):
        case, li = await a_submitted_case()
        await a_correction(case.case_no)
        assert await notices.remind_of_corrections() == 0
        (asked,) = await corrections.rounds_of(case)

    with clock.stopped_at(asked.answer_by - timedelta(days=1, hours=12)):
        assert await notices.remind_of_corrections() == 1
        assert await notices.remind_of_corrections() == 0

    assert (await notices.of_account(li))[0].title == "快到日子了"


async def test_a_wish_nobody_knows_is_refused_and_a_right_one_is_audited(db):
    _, li = await a_submitted_case()

    with pytest.raises(notices.ChannelUnknown):
        await notices.wish(li, notices.Wish("pigeon"))
    await notices.wish(li, notices.Wish("sms"))

    assert await notices.wish_of(li.account_id) == notices.Wish("sms")
    rows = await database.fetch("SELECT 1 FROM audit_rows WHERE action = 'choose-contact'")
    assert len(rows) == 1

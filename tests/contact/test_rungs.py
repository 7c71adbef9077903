"""Receipts of SMS, the day's limit, urgent ones at night, and what has been read already."""

from datetime import timedelta

import pytest

from server.contact import notices
from server.core import clock, database
from server.core.actors import SYSTEM
from server.registry import people
from tests.contact.conftest import NOON
from tests.contact.test_calls import a_helper
from tests.factories.casework import a_submitted_case
from tests.factories.contact import a_notice
from tests.factories.registry import an_account, resident_of

NIGHT = clock.start_of(clock.local(NOON).date()) + timedelta(hours=23)


async def rungs_of(case_no):
    return {
        rung.channel: rung.result
        for told in await notices.tellings_of(case_no)
        for rung in told.rungs
    }


async def a_told_case(world):
    case, li = await a_submitted_case()
    await notices.tell_of_case(case.case_no, "case-accepted")
    await notices.send_due(world, "w1")
    return case, li


async def test_a_receipt_makes_an_sms_delivered(played, world):
    with clock.stopped_at(NOON):
        case, _ = await a_told_case(world)
        assert await rungs_of(case.case_no) == {"sms": "handed_over"}

    with clock.stopped_at(NOON + timedelta(minutes=3)):
        await notices.send_due(world, "w1")

    assert await rungs_of(case.case_no) == {"sms": "delivered"}


async def test_an_sms_that_failed_becomes_a_call(played, world):
    with clock.stopped_at(NOON):
        case, li = await a_submitted_case()
        phone = await _phone_of(li)
        await played.ctl("/sms_outcome", phone=phone, outcome="failed")
        await notices.tell_of_case(case.case_no, "case-accepted")
        await notices.send_due(world, "w1")

    with clock.stopped_at(NOON + timedelta(minutes=3)):
        await notices.send_due(world, "w1")

    assert await rungs_of(case.case_no) == {"sms": "failed", "call": "waiting"}


async def _phone_of(by):
    from server.registry import people

    return (await people.account_of(by.account_id)).phone


async def test_an_sms_nobody_reports_is_unknown_after_a_day_and_becomes_a_call(played, world):
    with clock.stopped_at(NOON):
        case, li = await a_submitted_case()
        await played.ctl("/sms_outcome", phone=await _phone_of(li), outcome="never")
        await notices.tell_of_case(case.case_no, "case-accepted")
        await notices.send_due(world, "w1")

    with clock.stopped_at(NOON + timedelta(days=1, hours=1)):
        await notices.send_due(world, "w1")

    assert await rungs_of(case.case_no) == {"sms": "unknown", "call": "waiting"}


async def test_without_a_phone_somebody_calls_round(played, world, noon):
    case, li = await a_submitted_case()
    await database.execute("UPDATE accounts SET phone_enc = NULL WHERE id = $1", li.account_id)
    await people.reach_at(li.person_id, "none", "", by=li)
    await notices.tell_of_case(case.case_no, "case-accepted")

    await notices.send_due(world, "w1")

    (call,) = await notices.calls_for(await a_helper())
    assert call.why == "no_phone"


async def test_whoever_left_a_mobile_at_the_counter_gets_sms(played, world, noon):
    case, li = await a_submitted_case()
    await database.execute("UPDATE accounts SET phone_enc = NULL WHERE id = $1", li.account_id)
    await people.reach_at(li.person_id, "mobile", "13800004321", by=SYSTEM)
    await notices.tell_of_case(case.case_no, "case-accepted")

    await notices.send_due(world, "w1")

    assert len(await played.ctl("/sms?phone=13800004321")) == 1


@pytest.mark.parametrize(
    ("reach", "number"), [("landline", "0513-85220000"), ("abroad", "+14155552671")]
)
async def test_a_landline_or_a_number_abroad_is_called(played, world, noon, reach, number):
    case, li = await a_submitted_case()
    await database.execute("UPDATE accounts SET phone_enc = NULL WHERE id = $1", li.account_id)
    await people.reach_at(li.person_id, reach, number, by=SYSTEM)
    await notices.tell_of_case(case.case_no, "case-accepted")

    await notices.send_due(world, "w1")

    helper = await a_helper()
    (line,) = await notices.calls_for(helper)
    call = await notices.call_of(line.id, helper)
    assert (call.reach, call.phone) == (reach, number)


async def test_an_urgent_notice_rings_at_night_and_another_waits(played, world):
    with clock.stopped_at(NIGHT):
        account = await an_account()
        params = {"case_no": "XZ-20261124-0000-1", "due": ""}
        for urgent in (True, False):
            await notices.tell(
                account.id,
                "case-granted",
                f"night:{urgent}",
                case_no=None,
                params=params,
                is_urgent=urgent,
            )
        await notices.send_due(world, "w1")

    assert len(await played.ctl(f"/sms?phone={account.phone}")) == 1


async def test_nobody_gets_more_than_the_parameter_allows_in_a_day(played, world):
    with clock.stopped_at(NOON):
        account = await an_account()
        for _ in range(9):
            await a_notice(account)
        for _ in range(12):
            await notices.send_due(world, "w1", batch=1)
        assert len(await played.ctl(f"/sms?phone={account.phone}")) == 6

    with clock.stopped_at(NOON + timedelta(days=1)):
        for _ in range(4):
            await notices.send_due(world, "w1")

    assert len(await played.ctl(f"/sms?phone={account.phone}")) == 9


async def test_what_has_been_read_does_not_ring(played, world, noon):
    account = await an_account()
    await a_notice(account)
    await notices.mark_read(resident_of(account))

    await notices.send_due(world, "w1")

    assert await played.ctl(f"/sms?phone={account.phone}") == []

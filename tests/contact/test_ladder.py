"""A card where it is allowed, never twice; SMS where nothing else arrived."""

import asyncio
from datetime import timedelta

import pytest

from server.contact import notices
from server.contact.notices import sending
from server.core import clock, config, database
from tests.contact.conftest import NOON, TEMPLATE
from tests.factories.contact import a_notice, a_wechat_account
from tests.factories.registry import an_account

SEND = "/cgi-bin/message/subscribe/send"


async def cards(played, openid):
    return await played.ctl(f"/outbox?openid={openid}")


async def texts(played, account):
    return await played.ctl(f"/sms?phone={account.phone}")


async def rounds(world, times=3):
    for _ in range(times):
        await notices.send_due(world, "w1")


async def test_a_permit_becomes_one_card_and_no_sms(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=1)
    await a_notice(account)

    await rounds(world)

    (card,) = await cards(played, openid)
    assert card["page"].startswith("pages/case?no=XZ-")
    assert await sends() == [("wechat", "sent")]
    assert await notices.balance(openid, TEMPLATE) == 0
    assert await played.ctl("/warnings") == []


async def test_without_a_permit_sms_says_it(played, world, noon, sends):
    account, openid = await a_wechat_account(played)
    await a_notice(account)

    await rounds(world)

    assert await cards(played, openid) == []
    assert len(await texts(played, account)) == 1
    assert await sends() == [("wechat", "skipped"), ("sms", "sent")]


async def test_one_permit_serves_one_of_two_notices(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=1)
    await a_notice(account)
    await a_notice(account)

    await rounds(world)

    assert len(await cards(played, openid)) == 1
    assert len(await texts(played, account)) == 1


async def test_two_workers_never_spend_one_permit_twice(played, world, noon):
    account, openid = await a_wechat_account(played, permits=1)
    for _ in range(4):
        await a_notice(account)

    await asyncio.gather(*(notices.send_due(world, f"w{n}", batch=1) for n in range(4)))

    spent = await database.fetch("SELECT 1 FROM wechat_permits WHERE reason = 'spent'")
    assert len(spent) == 1
    assert len(await cards(played, openid)) == 1


async def test_who_said_no_in_wechat_gets_sms_and_an_empty_ledger(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=3)
    await played.ctl("/fault", path=SEND, mode="errcode:43101")
    await a_notice(account)

    await rounds(world)

    assert await sends() == [("wechat", "refused"), ("sms", "sent")]
    assert await notices.balance(openid, TEMPLATE) == 0


async def test_a_card_refused_for_its_content_keeps_the_permit(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=1)
    await played.ctl("/fault", path=SEND, mode="errcode:47003")
    await a_notice(account)

    await rounds(world)

    assert await sends() == [("wechat", "refused"), ("sms", "sent")]
    assert await notices.balance(openid, TEMPLATE) == 1


async def test_a_card_that_did_not_leave_is_tried_again(played, world, sends):
    with clock.stopped_at(NOON):
        account, openid = await a_wechat_account(played, permits=1)
        await played.ctl("/fault", path=SEND, mode="errcode:45011")
        await a_notice(account)
        await rounds(world)
        assert await sends() == [("wechat", "waiting")]
        assert await notices.balance(openid, TEMPLATE) == 1

    with clock.stopped_at(NOON + timedelta(seconds=30)):
        await rounds(world)

    assert await sends() == [("wechat", "sent")]
    assert len(await cards(played, openid)) == 1


@pytest.mark.parametrize("mode", ["accept_then_drop", "http:503", "html"])
async def test_an_unknown_outcome_is_never_sent_again_and_sms_follows(played, world, sends, mode):
    with clock.stopped_at(NOON):
        account, openid = await a_wechat_account(played, permits=2)
        await played.ctl("/fault", path=SEND, mode=mode)
        await a_notice(account)
        await rounds(world)
        assert await notices.settle_overdue() == 0
        assert await sends() == [("wechat", "marked")]

    with clock.stopped_at(NOON + timedelta(minutes=11)):
        assert await notices.settle_overdue() == 1
        assert await notices.settle_overdue() == 0
        await rounds(world)

    assert await sends() == [("wechat", "unsettled"), ("sms", "sent")]
    assert len(await cards(played, openid)) == (1 if mode == "accept_then_drop" else 0)
    assert len(await texts(played, account)) == 1


async def test_a_worker_that_died_before_marking_is_replaced(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=1)
    await a_notice(account)
    await database.execute(
        "UPDATE notice_sends SET locked_by = 'dead', locked_until = $1",
        clock.real_now() - timedelta(seconds=1),
    )

    await rounds(world)

    assert len(await cards(played, openid)) == 1


async def test_a_worker_that_woke_late_sends_nothing(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=1)
    await a_notice(account)
    row = (await database.fetch("SELECT id, notice_id, attempts FROM notice_sends"))[0]
    await database.execute("UPDATE notice_sends SET locked_by = 'another'")
    notice = await database.fetch_one(sending._NOTICE, row["notice_id"])

    await sending._by_wechat(world, row, notice, "late")

    assert await cards(played, openid) == []
    assert await notices.balance(openid, TEMPLATE) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "is_sent"),
    [(0, 0, False), (7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False), (23, 30, False)],
)
async def test_sms_keeps_the_quiet_hours(played, world, sends, hour, minute, is_sent):
    at = clock.start_of(clock.local(NOON).date()) + timedelta(hours=hour, minutes=minute)
    with clock.stopped_at(at):
        account = await an_account()
        await a_notice(account)
        await rounds(world)
    assert len(await texts(played, account)) == int(is_sent)

    with clock.stopped_at(at + timedelta(hours=11)):
        await rounds(world)

    assert len(await texts(played, account)) == 1


async def test_sms_away_is_tried_again_and_arrives_once(played, world, sends):
    with clock.stopped_at(NOON):
        account = await an_account()
        await a_notice(account)
        await played.ctl("/fault", path="/sms", mode="accept_then_drop")
        await rounds(world)
        assert await sends() == [("sms", "waiting")]

    with clock.stopped_at(NOON + timedelta(minutes=1)):
        await rounds(world)

    assert await sends() == [("sms", "sent")]
    assert len(await texts(played, account)) == 1


@pytest.mark.parametrize("mode", ["html", "empty", "truncated", "http:500"])
async def test_rubbish_from_the_gateway_stops_nobody_else(played, world, sends, mode):
    with clock.stopped_at(NOON):
        first, second = await an_account(), await an_account()
        await a_notice(first)
        await a_notice(second)
        await played.ctl("/fault", path="/sms", mode=mode)
        await rounds(world)

    assert sorted(await sends()) == [("sms", "sent"), ("sms", "waiting")]


async def test_an_sms_names_no_case_and_no_person(played, world, noon):
    account = await an_account()
    await a_notice(account)

    await rounds(world)

    (told,) = await texts(played, account)
    assert "XZ-" not in str(told["params"])
    assert told["params"]["link"].startswith(config.settings().base_url)


async def test_who_has_neither_wechat_nor_phone_still_has_the_app(played, world, noon, sends):
    account, _ = await a_wechat_account(played)
    await database.execute("UPDATE accounts SET phone_enc = NULL WHERE id = $1", account.id)
    await a_notice(account)

    await rounds(world)

    assert await sends() == [("wechat", "skipped"), ("sms", "skipped")]

"""What becomes of a card that left: an event tells, or ten minutes of silence."""

from datetime import timedelta

import pytest

from server.contact import notices
from server.core import clock, config, database
from tests.contact.conftest import NOON, TEMPLATE
from tests.factories.contact import a_notice, a_wechat_account

SEND = "/cgi-bin/message/subscribe/send"


async def told(openid, *, message_id="", code="0", key="event:sent"):
    """WeChat's word about a card."""
    body = {
        "FromUserName": openid,
        "CreateTime": int(NOON.timestamp()),
        "MsgType": "event",
        "Event": "subscribe_msg_sent_event",
        "SubscribeMsgSentEvent": {
            "List": {"TemplateId": TEMPLATE, "MsgID": message_id, "ErrorCode": code}
        },
    }
    await notices.receive_push(
        key, appid=config.settings().wechat_appid, kind=body["Event"], body=body
    )
    await notices.push_received(notices.WeChatPushReceived(key))


async def message_id():
    (row,) = await database.fetch("SELECT provider_ref FROM notice_sends WHERE channel = 'wechat'")
    return row["provider_ref"]


@pytest.fixture
async def lost(played, world, noon):
    """A card that left and whose answer never came."""
    account, openid = await a_wechat_account(played, permits=1)
    await played.ctl("/fault", path=SEND, mode="accept_then_drop")
    await a_notice(account)
    await notices.send_due(world, "w1")
    return openid


async def test_the_event_settles_a_card_whose_answer_was_lost(lost, sends):
    await told(lost, message_id="3791234567890123456")

    assert await sends() == [("wechat", "sent")]
    with clock.stopped_at(NOON + timedelta(minutes=11)):
        assert await notices.settle_overdue() == 0


async def test_an_event_about_a_lost_card_that_failed_brings_sms(lost, sends):
    await told(lost, message_id="3791234567890123456", code="2100")

    assert await sends() == [("wechat", "refused"), ("sms", "waiting")]


async def test_a_card_accepted_but_not_delivered_brings_sms_once(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=1)
    await a_notice(account)
    await notices.send_due(world, "w1")

    for number in "12":
        await told(openid, message_id=await message_id(), code="2100", key=f"event:{number}")

    assert await sends() == [("wechat", "refused"), ("sms", "waiting")]


async def test_an_event_of_another_person_settles_nothing(lost, sends):
    await told("o-somebody-else", message_id="1")

    assert await sends() == [("wechat", "marked")]


async def test_one_event_settles_one_of_two_lost_cards(played, world, noon, sends):
    account, openid = await a_wechat_account(played, permits=2)
    await played.ctl("/fault", path=SEND, mode="accept_then_drop", times=2)
    await a_notice(account)
    await a_notice(account)
    await notices.send_due(world, "w1")

    await told(openid, message_id="1")

    assert sorted(await sends()) == [("wechat", "marked"), ("wechat", "sent")]


async def test_an_event_that_comes_late_changes_no_sms_already_queued(lost, sends):
    with clock.stopped_at(NOON + timedelta(minutes=11)):
        await notices.settle_overdue()
        await told(lost, message_id="1")

    assert dict(await sends())["sms"] == "waiting"

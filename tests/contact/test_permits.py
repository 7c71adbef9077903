"""The ledger: what WeChat tells and what the app tells, counted once."""

from datetime import UTC, datetime, timedelta

import pytest

from server.contact import notices
from server.core import clock, config, database
from server.registry import people

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
OPENID = "oMZdemo0000000000000000000A1"
PROGRESS, BOOKING = "tpl-progress", "tpl-booking"


def entry(template, status="accept"):
    return {"TemplateId": template, "SubscribeStatusString": status, "PopupScene": "0"}


def event(kind, **content):
    return {
        "ToUserName": "gh_0123456789ab",
        "FromUserName": OPENID,
        "CreateTime": int(AT.timestamp()),
        "MsgType": "event",
        "Event": kind,
        **content,
    }


POPUP = "subscribe_msg_popup_event"
BOTH = [entry(PROGRESS), entry(BOOKING, "reject")]
SHAPES = {
    "documented": {"SubscribeMsgPopupEvent": BOTH},
    "observed list": {"List": BOTH},
    "wrapped": {"SubscribeMsgPopupEvent": {"List": BOTH}},
}


@pytest.fixture
async def account(db):
    with clock.stopped_at(AT):
        yield await people.account_for_openid("wechat-mini", appid(), OPENID, None)


def appid():
    return config.settings().wechat_appid


async def push(body, key="event:1"):
    await notices.receive_push(key, appid=appid(), kind=body["Event"], body=body)
    await notices.push_received(notices.WeChatPushReceived(key))


async def tap(account, answer="accepted", tap="1", template=PROGRESS):
    await notices.permit(
        account.id,
        appid=appid(),
        openid=OPENID,
        template=template,
        reason=answer,
        once_key=f"tap:{OPENID}:{tap}:{template}",
    )


async def ledger():
    rows = await database.fetch("SELECT template, change, reason FROM wechat_permits ORDER BY id")
    return [(row["template"], row["change"], row["reason"]) for row in rows]


@pytest.mark.parametrize("shape", SHAPES)
async def test_all_shapes_of_one_answer_enter_alike(account, shape):
    await push(event(POPUP, **SHAPES[shape]))

    assert await ledger() == [(PROGRESS, 1, "accepted"), (BOOKING, 0, "rejected")]


@pytest.mark.parametrize(
    "content",
    [
        {"List": entry(PROGRESS)},
        {"List": [entry(PROGRESS)]},
        {"SubscribeMsgPopupEvent": [entry(PROGRESS)]},
        {"SubscribeMsgPopupEvent": {"List": entry(PROGRESS, "acceptWithAudio")}},
        {"List": entry(PROGRESS), "CreateTime": str(int(AT.timestamp()))},
        {"List": entry(PROGRESS), "CreateTime": "soon"},
    ],
)
async def test_one_answer_is_one_permit(account, content):
    await push(event(POPUP) | content)

    assert await notices.balance(OPENID, PROGRESS) == 1


async def test_a_push_handled_twice_counts_once(account):
    body = event(POPUP, List=entry(PROGRESS))

    await push(body)
    await push(body)
    await notices.push_received(notices.WeChatPushReceived("event:1"))

    assert await notices.balance(OPENID, PROGRESS) == 1


@pytest.mark.parametrize("first", ["app", "wechat"])
async def test_app_and_wechat_telling_of_one_tap_count_once(account, first):
    if first == "app":
        await tap(account)
    await push(event(POPUP, List=entry(PROGRESS)))
    await tap(account)

    assert await notices.balance(OPENID, PROGRESS) == 1


async def test_two_taps_in_a_row_are_two_permits_whoever_tells(account):
    await tap(account, tap="1")
    await tap(account, tap="2")
    await push(event(POPUP, List=entry(PROGRESS)), "event:1")
    await push(event(POPUP, List=entry(PROGRESS)), "event:2")

    assert await notices.balance(OPENID, PROGRESS) == 2


async def test_a_tap_much_later_is_another(account):
    await push(event(POPUP, List=entry(PROGRESS)))
    with clock.stopped_at(AT + timedelta(minutes=1)):
        await tap(account)

    assert await notices.balance(OPENID, PROGRESS) == 2


async def test_turning_them_off_in_wechat_ends_every_permit(account):
    for number in "123":
        await tap(account, tap=number)
    body = event("subscribe_msg_change_event", List=entry(PROGRESS, "reject"))

    await push(body)
    await push(body)

    assert await notices.balance(OPENID, PROGRESS) == 0
    await tap(account, tap="4")
    assert await notices.balance(OPENID, PROGRESS) == 1


async def test_an_answer_of_somebody_unknown_is_kept_and_changes_nothing(db):
    await push(event(POPUP, List=entry(PROGRESS)))

    assert await ledger() == []
    (row,) = await database.fetch("SELECT handled_at FROM wechat_pushes")
    assert row["handled_at"] is not None


@pytest.mark.parametrize("content", [{}, {"List": None}, {"List": ["x", 1]}, {"List": "x"}])
async def test_an_event_that_says_nothing_changes_nothing(account, content):
    await push(event(POPUP) | content)

    assert await notices.balance(OPENID, PROGRESS) == 0


async def test_a_push_lies_encrypted(account):
    await push(event("say", Content="我是李秀英"))

    (row,) = await database.fetch("SELECT body_enc FROM wechat_pushes")
    assert "李秀英".encode() not in bytes(row["body_enc"])

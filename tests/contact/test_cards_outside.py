"""One card or one text for each notice, whatever WeChat does meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from server.connectors import build_world
from server.contact import notices
from server.core import clock, clock_offset, config, database, ids
from server.registry import people
from server.worker import Worker
from tests.sandbox.conftest import Outside

TEMPLATE = "T" * 43
SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
async def told(app_server, sandbox, monkeypatch):
    """The app, a worker, and 李秀英 signed in by WeChat with a phone."""
    monkeypatch.setenv("ONETRIP_WECHAT_TEMPLATE_PROGRESS", TEMPLATE)
    config.reload()
    outside = Outside(sandbox)
    appid = config.settings().wechat_appid
    await outside.ctl("/addresses", push_url=f"{app_server.url}/callbacks/wechat/{appid}")
    person = await outside.story("li-xiuying")
    login = await outside.login(person)
    account = await people.account_for_phone(person["phone"])
    await database.execute(
        "INSERT INTO account_logins (id, account_id, channel, appid, openid, unionid, created_at)"
        " VALUES ($1, $2, 'wechat-mini', $3, $4, $5, $6)",
        ids.new(),
        account.id,
        appid,
        login["openid"],
        login["unionid"],
        clock.now(),
    )
    outside.openid, outside.account, outside.phone = login["openid"], account, person["phone"]
    outside.world = build_world(config.settings())
    outside.worker = Worker(outside.world)
    yield outside
    await outside.world.close()
    await clock_offset.reset()


async def accept(told, times=1):
    """The pop-up answered; WeChat tells, the ledger knows."""
    for number in range(times):
        # Two answers within one second are one fact reported twice.
        await asyncio.sleep(1.1 if number else 0)
        await told.ctl(f"/user/{told.openid}/subscribe", template=TEMPLATE)
    await settle(told, times)


async def settle(told, pushes):
    for _ in range(500):
        seen = await told.ctl("/pushes")
        if len(seen) >= pushes and all("status" in push for push in seen):
            break
        await asyncio.sleep(0.01)
    await told.worker.drain()


async def tell(told, key="one"):
    at_noon = clock.start_of(clock.today() + timedelta(days=1)) + timedelta(hours=12)
    await clock_offset.advance(at_noon - clock.now())
    params = {"case_no": "XZ-20261124-0001-1", "due": "11月28日"}
    await notices.tell(
        told.account.id, "case-accepted", key, case_no="XZ-20261124-0001-1", params=params
    )
    await told.worker.drain()


async def sends():
    rows = await database.fetch("SELECT channel, state FROM notice_sends ORDER BY due_at")
    return [(row["channel"], row["state"]) for row in rows]


async def received(told):
    cards = await told.ctl(f"/outbox?openid={told.openid}")
    texts = await told.ctl(f"/sms?phone={told.phone}")
    return len(cards), len(texts)


async def test_with_a_permit_one_card_and_no_text(told):
    await accept(told)
    await tell(told)
    await settle(told, 2)

    assert await received(told) == (1, 0)
    assert await sends() == [("wechat", "sent")]
    assert await notices.balance(told.openid, TEMPLATE) == 0
    assert await told.ctl("/warnings") == []


async def test_without_a_permit_a_text_and_no_card(told):
    await tell(told)

    assert await received(told) == (0, 1)
    assert [r for r in await told.ctl("/requests") if r["path"] == SEND] == []


async def test_a_permit_that_wechat_does_not_know_of_falls_back_to_a_text(told):
    await accept(told)
    told.state.permits.clear()
    await tell(told)

    assert await received(told) == (0, 1)
    assert await notices.balance(told.openid, TEMPLATE) == 0


async def test_a_lost_answer_is_settled_by_the_sent_event(told):
    await accept(told)
    await told.ctl("/fault", path=SEND, mode="accept_then_drop")
    await tell(told)
    await settle(told, 2)
    assert await sends() == [("wechat", "sent")]

    await clock_offset.advance(timedelta(minutes=11))
    await notices.settle_overdue()
    await told.worker.drain()

    assert await received(told) == (1, 0)
    assert await told.ctl("/warnings") == []


async def test_ten_minutes_without_an_event_a_text_takes_over(told):
    await accept(told)
    await told.ctl("/fault", path=SEND, mode="truncated")
    await told.ctl("/addresses", push_url="http://127.0.0.1:9/nowhere")
    await tell(told)
    await clock_offset.advance(timedelta(minutes=11))
    await notices.settle_overdue()
    await told.worker.drain()

    assert (await received(told))[1] <= 1
    assert len([state for _, state in await sends() if state == "sent"]) == 1


async def test_two_cards_in_one_second_are_both_settled(told):
    await accept(told, 2)
    await told.ctl("/fault", path=SEND, mode="accept_then_drop", times=2)
    await tell(told, "one")
    await tell(told, "two")
    await settle(told, 4)

    assert await sends() == [("wechat", "sent")] * 2


async def test_switching_cards_off_empties_the_ledger(told):
    await accept(told, 2)
    assert await notices.balance(told.openid, TEMPLATE) == 2

    await told.ctl(f"/user/{told.openid}/unsubscribe", template=TEMPLATE)
    await settle(told, 3)

    assert await notices.balance(told.openid, TEMPLATE) == 0


async def test_wechat_away_and_back(told):
    await accept(told)
    await told.ctl("/fault", path=SEND, mode="errcode:45011", times=2)
    await tell(told)
    assert await received(told) == (0, 0)

    for _ in range(4):
        await clock_offset.advance(timedelta(seconds=30))
        await told.worker.drain()

    assert await received(told) == (1, 0)

"""Talk in WeChat: pushed, acknowledged at once, answered by the worker, each message once."""

import asyncio

import pytest

from server.connectors import build_world
from server.contact import assistant, conversations
from server.core import config, database
from server.worker import Worker
from tests.factories.registry import TOWNSHIP, a_staff_member
from tests.sandbox.conftest import SERVICE_APPID, Outside


@pytest.fixture(scope="module", autouse=True)
def models():
    assistant.load()


@pytest.fixture
async def wired(app_server, sandbox):
    outside, settings = Outside(sandbox), config.settings()
    await outside.ctl(
        "/addresses",
        push_url=f"{app_server.url}/callbacks/wechat/{settings.wechat_appid}",
        service_push_url=f"{app_server.url}/callbacks/wechat/{settings.wechat_service_appid}",
    )
    return outside


@pytest.fixture
async def worker():
    world = build_world(config.settings())
    yield Worker(world)
    await world.close()


async def somebody(wired):
    return (await wired.login(await wired.story("li-xiuying")))["openid"]


async def writes(wired, worker, who, text, **kwargs):
    """Somebody writes; the push arrives and the worker does what it has to."""
    before = await pushes()
    await wired.ctl(f"/user/{who}/say", text=text, **kwargs)
    for _ in range(200):
        if await pushes() > before:
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    await worker.drain()


async def pushes():
    (row,) = await database.fetch("SELECT count(*) AS n FROM wechat_pushes")
    return row["n"]


async def got(wired):
    return [message["text"] for message in await wired.ctl("/outbox")]


@pytest.mark.parametrize("account", ["mini", "service"])
async def test_a_question_is_answered_with_its_source(wired, worker, account):
    openid = await somebody(wired)
    await writes(wired, worker, openid, "低保怎么申请", account=account)
    (answer,) = await wired.ctl("/outbox")
    assert "便民服务中心" in answer["text"]
    assert "国务院令第649号" in answer["text"]
    assert answer["is_ai"] is True
    (row,) = await database.fetch("SELECT channel, appid FROM conversations")
    assert row["channel"] == f"wechat-{account}"
    assert (row["appid"] == SERVICE_APPID) == (account == "service")


async def test_pushed_three_times_it_is_answered_once(wired, worker):
    openid = await somebody(wired)
    await writes(wired, worker, openid, "低保怎么申请", options={"duplicates": 2})
    await worker.drain()
    assert len(await got(wired)) == 1
    rows = await database.fetch("SELECT author FROM conversation_messages ORDER BY id")
    assert [row["author"] for row in rows] == ["resident", "assistant"]


async def test_the_talk_goes_on_and_a_pronoun_is_understood(wired, worker):
    openid = await somebody(wired)
    await writes(wired, worker, openid, "低保怎么申请")
    await writes(wired, worker, openid, "那要带什么")
    assert "不用开证明" in (await got(wired))[-1]
    assert len(await database.fetch("SELECT 1 FROM conversations")) == 1


async def test_danger_has_the_numbers_in_it_and_calls_somebody(wired, worker):
    openid = await somebody(wired)
    await writes(wired, worker, openid, "我不想活了")
    (answer,) = await got(wired)
    assert "120" in answer
    assert "12356" in answer
    assert len(await database.fetch("SELECT 1 FROM crisis_alarms")) == 1


async def test_a_person_s_words_reach_wechat(wired, worker):
    openid = await somebody(wired)
    await writes(wired, worker, openid, "转人工")
    clerk = await a_staff_member()
    await database.execute("UPDATE conversations SET office_code = $1", TOWNSHIP)
    (row,) = await database.fetch("SELECT id FROM conversations")
    await conversations.answer(row["id"], clerk, "您好，我是望江镇的张伟")
    await worker.drain()
    sent = await wired.ctl("/outbox")
    assert sent[-1]["text"] == "您好，我是望江镇的张伟"
    assert sent[-1]["is_ai"] is False


async def test_the_sixth_word_waits_until_the_resident_speaks(wired, worker):
    openid = await somebody(wired)
    await writes(wired, worker, openid, "转人工")
    clerk = await a_staff_member()
    await database.execute("UPDATE conversations SET office_code = $1", TOWNSHIP)
    (row,) = await database.fetch("SELECT id FROM conversations")
    for number in range(5):
        await conversations.answer(row["id"], clerk, f"第{number + 1}句")
        await worker.drain()
    assert "第5句" not in await got(wired)
    await writes(wired, worker, openid, "好的")
    assert "第5句" in await got(wired)


async def test_a_broken_line_sends_nothing_twice(wired, worker):
    openid = await somebody(wired)
    fault = {"path": "/cgi-bin/message/custom/send", "mode": "accept_then_drop", "times": 1}
    await wired.ctl("/fault", **fault)
    await writes(wired, worker, openid, "低保怎么申请")
    await worker.drain()
    assert len(await got(wired)) <= 1


async def test_a_picture_is_passed_to_a_person(wired, worker):
    openid = await somebody(wired)
    before = await pushes()
    await wired.ctl(f"/user/{openid}/image", media_id="m1")
    for _ in range(200):
        if await pushes() > before:
            break
        await asyncio.sleep(0.02)
    await worker.drain()
    (row,) = await database.fetch("SELECT state FROM conversations")
    assert row["state"] == "waiting"


async def test_events_are_no_talk(wired, worker):
    openid = await somebody(wired)
    await wired.ctl(f"/user/{openid}/enter", account="mini")
    await asyncio.sleep(0.2)
    await worker.drain()
    assert await database.fetch("SELECT 1 FROM conversations") == []

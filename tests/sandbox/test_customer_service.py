"""A bot may answer five times in 48 hours, twice on entering, and type once."""

import pytest

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/business/typing"


@pytest.fixture
async def openid(outside):
    """Somebody's openid in the mini-program."""
    return (await outside.login(await outside.story("li-xiuying")))["openid"]


async def say(outside, openid, what="say", **more):
    return await outside.ctl(f"/user/{openid}/{what}", text="你好", **more)


async def answer(outside, openid, text="您好", **more):
    body = {"touser": openid, "msgtype": "text", "text": {"content": text}, **more}
    return (await outside.wx(SEND, body))["errcode"]


async def type_(outside, openid, command="Typing", path=TYPING):
    body = {"touser": openid, "command": command}
    return (await outside.wx(path, body))["errcode"]


async def test_nobody_is_written_to_who_has_not_written(outside, openid):
    assert await answer(outside, openid) == 45015


async def test_five_answers_to_one_question(outside, openid):
    await say(outside, openid)

    assert [await answer(outside, openid) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    await say(outside, openid)
    assert await answer(outside, openid) == 0
    assert await outside.ctl("/warnings") == ["more than 3 messages for one question"]


async def test_two_answers_within_a_minute_of_entering(outside, openid):
    await say(outside, openid, "enter")
    assert [await answer(outside, openid) for _ in range(3)] == [0, 0, 45047]

    await say(outside, openid, "enter")
    await outside.ctl("/clock", advance=61)
    assert await answer(outside, openid) == 45015


async def test_the_window_closes_after_48_hours(outside, openid):
    await say(outside, openid)
    await outside.ctl("/clock", advance=48 * 3600 + 1)

    assert await answer(outside, openid) == 45015


async def test_length_counts_in_bytes_and_kinds_are_few(outside, openid):
    await say(outside, openid)

    assert await answer(outside, openid, "字" * 683) == 45002
    assert await answer(outside, openid, "字" * 682) == 0
    assert await answer(outside, openid, msgtype="voice") == 40008
    assert await answer(outside, "o" + "0" * 27) == 40003
    image = {"touser": openid, "msgtype": "image", "image": {"media_id": "none"}}
    assert (await outside.wx(SEND, image))["errcode"] == 40007


async def test_the_ai_mark_is_kept(outside, openid):
    await say(outside, openid)
    await answer(outside, openid, aimsgcontext={"is_ai_msg": 1})

    (kept,) = await outside.ctl(f"/outbox?openid={openid}")
    assert kept["is_ai"] is True


async def test_typing(outside, openid):
    assert await type_(outside, openid) == 45080
    await say(outside, openid)

    assert await type_(outside, openid, "Dance") == 45072
    assert await type_(outside, openid, path="/cgi-bin/message/custom/typing") == 40200
    assert await type_(outside, openid) == 0
    assert await type_(outside, openid) == 45081
    await answer(outside, openid)
    assert await type_(outside, openid) == 0
    await outside.ctl("/clock", advance=31)
    assert await type_(outside, openid) == 45080

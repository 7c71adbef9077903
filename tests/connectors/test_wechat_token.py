"""One token for every process, fetched once, renewed once, and never in a loop."""

import asyncio

import pytest

from server.connectors import Away

SEND, TOKEN = "/cgi-bin/message/subscribe/send", "/cgi-bin/stable_token"


async def permitted(played, count):
    openid = (await played.login(await played.story("li-xiuying")))["openid"]
    for _ in range(count):
        await played.ctl(f"/user/{openid}/subscribe", template="T1", push=False)
    return openid


async def times(played, path):
    return len([told for told in await played.ctl("/requests") if told["path"] == path])


def send(world, openid):
    return world.wechat.send_subscribe(openid, "T1", "pages/case", {"thing1": "一件事"})


async def test_two_processes_starting_together_fetch_one_token(played, world, second):
    openid = await permitted(played, 20)

    await asyncio.gather(*(send(process, openid) for process in (world, second) * 10))

    assert await times(played, TOKEN) == 1


async def test_a_token_told_by_another_process_is_renewed_when_it_dies(played, world, second):
    openid = await permitted(played, 2)
    await send(world, openid)
    await played.ctl("post:/tokens/end")

    await send(second, openid)

    assert await times(played, TOKEN) == 2
    assert await played.ctl("/warnings") == []


async def test_what_one_process_renewed_the_other_takes_over(played, world, second):
    openid = await permitted(played, 4)
    await send(world, openid)
    await send(second, openid)
    await played.ctl("post:/tokens/end")

    await send(world, openid)
    await send(second, openid)

    assert await times(played, TOKEN) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_never_works_stops_after_two_attempts(played, world, code):
    openid = await permitted(played, 1)
    await played.ctl("/fault", path=SEND, mode=f"errcode:{code}", times=50)

    with pytest.raises(Away):
        await send(world, openid)

    assert await times(played, SEND) == 2


async def test_without_redis_each_process_asks_for_itself(played, with_redis_at):
    alone = await with_redis_at("")
    openid = await permitted(played, 2)

    await send(alone, openid)
    await send(alone, openid)

    assert await times(played, TOKEN) == 1


async def test_a_redis_that_died_costs_a_fetch_and_nothing_else(played, with_redis_at):
    alone = await with_redis_at("redis://127.0.0.1:1/0")
    openid = await permitted(played, 1)

    assert await send(alone, openid)


async def test_a_token_that_cannot_be_had_is_away(played, world):
    openid = await permitted(played, 1)
    await played.ctl("/fault", path=TOKEN, mode="errcode:40125", times=5)

    with pytest.raises(Away):
        await send(world, openid)

    assert await times(played, SEND) == 0

"""The SMS gateway: refused for good, or away for now; never a crash."""

import pytest

from server.connectors import Away, SendRefused, build_world
from server.core import config
from tests.factories.registry import a_phone


def send(world, phone, key="k1"):
    return world.sms.send(phone, "progress", {"link": "http://x"}, key)


async def test_the_same_key_sends_once(played, world):
    phone = a_phone()

    first, second = await send(world, phone), await send(world, phone)

    assert first == second
    assert len(await played.ctl(f"/sms?phone={phone}")) == 1


@pytest.mark.parametrize(
    "mode", ["http:500", "http:503", "html", "truncated", "empty", "reset", "accept_then_drop"]
)
async def test_anything_but_an_answer_is_away_and_bears_repeating(played, world, mode):
    phone = a_phone()
    await played.ctl("/fault", path="/sms", mode=mode)

    with pytest.raises(Away):
        await send(world, phone)
    assert await send(world, phone)

    assert len(await played.ctl(f"/sms?phone={phone}")) == 1


async def test_a_number_that_is_none_is_refused_without_telling_it(played, world):
    with pytest.raises(SendRefused) as refused:
        await send(world, "12345")

    assert "12345" not in repr(refused.value) + repr(refused.value.details)


async def test_a_key_the_gateway_does_not_know_loses_no_message(played, monkeypatch):
    monkeypatch.setenv("ONETRIP_SMS_KEY", "wrong")
    alone = build_world(config.reload())

    with pytest.raises(Away):
        await send(alone, a_phone())

    await alone.close()

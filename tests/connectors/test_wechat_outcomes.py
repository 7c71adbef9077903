"""Every way a card can fare: refused, certainly not sent, or nobody knows."""

import pytest

from server.connectors import Away, CodeRefused, OutcomeUnknown, SendRefused, build_world
from server.core import config

SEND = "/cgi-bin/message/subscribe/send"
LOGIN = "/sns/jscode2session"


def send(world, openid="o-any"):
    return world.wechat.send_subscribe(openid, "T1", "pages/case", {"thing1": "一件事"})


@pytest.mark.parametrize("code", [40003, 40037, 43101, 43107, 45168, 47003])
async def test_a_refused_card_is_final(played, world, code):
    await played.ctl("/fault", path=SEND, mode=f"errcode:{code}")

    with pytest.raises(SendRefused) as refused:
        await send(world)

    assert refused.value.details["why"] == str(code)


@pytest.mark.parametrize("code", [43108, 45009, 45011, 48001])
async def test_a_limit_means_certainly_not_sent(played, world, code):
    await played.ctl("/fault", path=SEND, mode=f"errcode:{code}", times=2)

    with pytest.raises(Away):
        await send(world)


@pytest.mark.parametrize(
    "mode",
    ["http:500", "http:503", "html", "truncated", "empty", "reset", "errcode:-1"],
)
async def test_a_broken_answer_leaves_the_outcome_unknown(played, world, mode):
    await played.ctl("/fault", path=SEND, mode=mode)

    with pytest.raises(OutcomeUnknown):
        await send(world)


async def test_nobody_listening_means_certainly_not_sent(played, monkeypatch):
    monkeypatch.setenv("ONETRIP_WECHAT_API_BASE", "http://127.0.0.1:1")
    alone = build_world(config.reload())

    with pytest.raises(Away):
        await send(alone)

    await alone.close()


@pytest.mark.parametrize("code", [40029, 40163, 40226, 41008])
async def test_a_bad_code_asks_for_another(played, world, code):
    await played.ctl("/fault", path=LOGIN, mode=f"errcode:{code}")

    with pytest.raises(CodeRefused):
        await world.wechat.sign_in("any", config.settings().wechat_appid)


@pytest.mark.parametrize("mode", ["errcode:-1", "errcode:40125", "html", "http:502", "empty"])
async def test_a_sign_in_that_fails_otherwise_is_away(played, world, mode):
    await played.ctl("/fault", path=LOGIN, mode=mode)

    with pytest.raises(Away):
        await world.wechat.sign_in("any", config.settings().wechat_appid)


async def test_no_refusal_carries_a_secret_a_code_or_an_openid(played, world):
    await played.ctl("/fault", path=LOGIN, mode="http:502")

    with pytest.raises(Away) as away:
        await world.wechat.sign_in("the-login-code", config.settings().wechat_appid)

    told = repr(away.value) + str(away.value) + repr(away.value.details)
    assert "the-login-code" not in told
    assert "sandbox-secret" not in told


def test_a_browser_is_sent_to_sign_in_with_the_service_account(world):
    url = world.wechat.oauth_url("state-1", "https://example.test/back?x=1")

    assert "appid=wx0000000000000002" in url
    assert "redirect_uri=https%3A%2F%2Fexample.test%2Fback%3Fx%3D1" in url
    assert url.endswith("#wechat_redirect")

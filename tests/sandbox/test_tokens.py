"""Two separate pools of access tokens, and every way a token can be refused."""

import pytest

from tests.sandbox.conftest import APPID, SECRET, SERVICE_APPID

IPS = "/cgi-bin/getcallbackip"
GOOD = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}


async def stable(outside, **changed):
    answer = await outside.http.post("/cgi-bin/stable_token", json={**GOOD, **changed})
    assert answer.status_code == 200
    return answer.json()


async def legacy(outside):
    return (await outside.http.get("/cgi-bin/token", params=GOOD)).json()["access_token"]


async def code_with(outside, token):
    return (await outside.wx(IPS, token=token)).get("errcode", 0)


async def test_the_stable_token_stays_and_its_life_counts_down(outside):
    first = await stable(outside)
    await outside.ctl("/age", seconds=6000)
    second = await stable(outside)

    assert first["access_token"] == second["access_token"]
    assert 130 <= len(first["access_token"]) <= 170
    assert first["expires_in"] - second["expires_in"] in {6000, 6001}
    assert "errcode" not in first


async def test_it_rotates_300_seconds_early_and_the_old_one_holds_300_more(outside):
    old = (await stable(outside))["access_token"]
    await outside.ctl("/age", seconds=6910)
    new = (await stable(outside))["access_token"]

    assert new != old
    assert await code_with(outside, old) == 0
    await outside.ctl("/age", seconds=301)
    assert await code_with(outside, old) == 42001
    assert await code_with(outside, new) == 0


async def test_a_forced_refresh_kills_the_old_token_at_once_but_not_twice_in_30_s(outside):
    old = (await stable(outside))["access_token"]
    new = (await stable(outside, force_refresh=True))["access_token"]
    again = (await stable(outside, force_refresh=True))["access_token"]

    assert await code_with(outside, old) == 40001
    assert new == again != old
    assert "force_refresh" in await outside.ctl("/warnings")


async def test_the_old_call_gives_a_new_token_each_time_in_a_pool_of_its_own(outside):
    kept = (await stable(outside))["access_token"]
    first, second = await legacy(outside), await legacy(outside)

    assert len({kept, first, second}) == 3
    assert await code_with(outside, first) == 0
    await outside.ctl("/age", seconds=301)
    assert [await code_with(outside, token) for token in (first, second, kept)] == [42001, 0, 0]
    assert await outside.ctl("/warnings") == [
        "/cgi-bin/token used while stable is in use",
        "more than 2 token fetches in a minute",
        "/cgi-bin/token used while stable is in use",
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"grant_type": "password"}, 40002),
        ({"appid": "wxffffffffffffffff"}, 40013),
        ({"secret": "wrong"}, 40125),
    ],
)
async def test_bad_credentials(outside, changed, code):
    answer = await stable(outside, **changed)

    assert answer["errcode"] == code
    assert "rid: " in answer["errmsg"]


async def test_stable_token_is_post_only(outside):
    answer = await outside.http.get("/cgi-bin/stable_token", params=GOOD)

    assert answer.json()["errcode"] == 43002


async def test_tokens_are_missing_malformed_unknown_or_of_another_account(outside):
    assert (await outside.http.get(IPS)).json()["errcode"] == 41001
    assert await code_with(outside, "short") == 40014
    assert await code_with(outside, "91_" + "x" * 136) == 40001

    service = await outside.token(SERVICE_APPID)
    person = await outside.story("li-xiuying")
    answer = await outside.wx("/wxa/business/getuserphonenumber", {"code": "x"}, token=service)
    assert answer["errcode"] == 48001
    assert person


async def test_the_platform_may_end_tokens(outside):
    revoked = await outside.token()
    await outside.ctl("post:/tokens/end")
    assert await code_with(outside, revoked) == 40001

    expired = await outside.token()
    await outside.ctl("/tokens/end", expired=True)
    assert await code_with(outside, expired) == 42001


async def test_an_unknown_path_is_404_with_an_errcode(outside):
    answer = await outside.http.get("/cgi-bin/no/such/thing")

    assert (answer.status_code, answer.json()["errcode"]) == (404, 404)

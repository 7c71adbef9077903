"""Login codes, session keys, phone codes and OAuth: single use, five minutes, one account."""

import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.conftest import APPID, SECRET, SERVICE_APPID

PHONE = "/wxa/business/getuserphonenumber"


async def login_code(outside, person, **more):
    return (await outside.ctl("/login_code", id_no=person["id_no"], **more))["code"]


async def phone_code(outside, person):
    return (await outside.ctl("/phone_code", id_no=person["id_no"]))["code"]


async def test_a_login_code_gives_an_openid_as_plain_text_and_no_errcode(outside):
    li = await outside.story("li-xiuying")
    query = {"appid": APPID, "secret": SECRET, "js_code": await login_code(outside, li)}

    answer = await outside.http.get("/sns/jscode2session", params=query)

    assert answer.headers["content-type"].startswith("text/plain")
    told = answer.json()
    assert set(told) == {"openid", "unionid", "session_key"}
    assert len(told["openid"]) == 28
    assert told["openid"].startswith("o")


async def test_the_checks_come_in_the_platforms_order(outside):
    li = await outside.story("li-xiuying")
    used = await login_code(outside, li)
    await outside.session(used)

    assert (await outside.session("", appid="wxother", secret="no"))["errcode"] == 40013
    assert (await outside.session("", secret="no"))["errcode"] == 40125
    assert (await outside.session(""))["errcode"] == 41008
    assert (await outside.session("0nothing"))["errcode"] == 40029
    assert (await outside.session(used))["errcode"] == 40163


async def test_codes_die_after_five_minutes_and_hold_for_one_account(outside):
    li = await outside.story("li-xiuying")
    old, other = await login_code(outside, li), await login_code(outside, li, appid=SERVICE_APPID)
    await outside.ctl("/age", seconds=301)

    assert (await outside.session(old))["errcode"] == 40029
    assert (await outside.session(other))["errcode"] == 40029


async def test_a_blocked_person_is_stopped_and_a_busy_one_slowed(outside):
    li = await outside.story("li-xiuying")
    await outside.ctl(f"/user/{li['id_no']}/block", on=True)
    code = await login_code(outside, li)
    assert (await outside.session(code))["errcode"] == 40226

    await outside.ctl(f"/user/{li['id_no']}/block", on=False)
    answers = [await outside.login(li) for _ in range(102)]
    assert answers[0]["openid"]
    assert answers[-1]["errcode"] == 45011


async def test_only_bound_people_have_a_unionid_and_it_joins_both_accounts(outside):
    alone = await outside.ctl("/user", name="周明", phone="13711112222", bound=False)
    li = await outside.story("li-xiuying")

    assert "unionid" not in await outside.login(alone)
    mini = await outside.login(li)
    service = await oauth(outside, li)
    assert mini["openid"] != service["openid"]
    assert mini["unionid"] == service["unionid"]


async def oauth(outside, person):
    query = {
        "appid": SERVICE_APPID,
        "redirect_uri": "http://127.0.0.1:8000/back?x=1",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "st",
    }
    page = await outside.http.get("/connect/oauth2/authorize", params=query)
    assert "沙盒" in page.text
    assert person["name"] in page.text
    query["as"] = person["id_no"]
    sent = await outside.http.get("/connect/oauth2/authorize", params=query)
    back = parse_qs(urlsplit(sent.headers["location"]).query)
    assert (back["x"], back["state"]) == (["1"], ["st"])
    query = {"appid": SERVICE_APPID, "secret": SECRET, "code": back["code"][0]}
    return (await outside.http.get("/sns/oauth2/access_token", params=query)).json()


async def test_oauth_gives_the_service_openid_once(outside):
    li = await outside.story("li-xiuying")
    told = await oauth(outside, li)
    query = {"access_token": told["access_token"], "openid": told["openid"]}

    profile = (await outside.http.get("/sns/userinfo", params=query)).json()
    assert profile["openid"] == told["openid"]
    wrong = {"appid": SERVICE_APPID, "secret": "no", "code": "x"}
    answer = await outside.http.get("/sns/oauth2/access_token", params=wrong)
    assert answer.json()["errcode"] == 40125


@pytest.mark.parametrize(
    "changed", [{"appid": APPID}, {"redirect_uri": "https://evil.example"}, {"response_type": ""}]
)
async def test_oauth_refuses_strange_addresses(outside, changed):
    query = {
        "appid": SERVICE_APPID,
        "redirect_uri": "http://127.0.0.1/",
        "response_type": "code",
        **changed,
    }

    answer = await outside.http.get("/connect/oauth2/authorize", params=query)

    assert answer.status_code == 400


async def test_a_session_key_is_checked_and_reset(outside):
    li = await outside.story("li-xiuying")
    told = await outside.login(li)
    signed = hmac.new(told["session_key"].encode(), b"", "sha256").hexdigest()
    query = {"openid": told["openid"], "signature": signed, "sig_method": "hmac_sha256"}

    async def code(path="/wxa/checksession", **changed):
        return (await outside.wx(path, **{**query, **changed}))["errcode"]

    assert await code() == 0
    assert await code(sig_method="md5") == 87008
    assert await code(signature="0") == 87009
    assert await code(openid="o" + "0" * 27) == 87007
    assert await code("/wxa/resetusersessionkey") == 0
    assert await code() == 87009


async def test_signing_in_again_may_turn_the_session_key(outside):
    li = await outside.story("li-xiuying")
    await outside.ctl("/rules", rotation=0)
    first, second = await outside.login(li), await outside.login(li)
    third = await outside.session(await login_code(outside, li, rotate=True))

    assert first["session_key"] == second["session_key"] != third["session_key"]


async def test_an_access_token_in_code2session_is_a_leak(outside):
    query = {"appid": APPID, "secret": SECRET, "js_code": "x", "access_token": "secret"}

    await outside.http.get("/sns/jscode2session", params=query)

    assert await outside.ctl("/warnings") == ["code2session with an access_token"]


async def test_a_phone_code_tells_the_number_once(outside):
    li = await outside.story("li-xiuying")
    openid = (await outside.login(li))["openid"]
    code = await phone_code(outside, li)

    told = await outside.wx(PHONE, {"code": code, "openid": openid})
    again = await outside.wx(PHONE, {"code": code, "openid": openid})

    assert told["phone_info"]["purePhoneNumber"] == li["phone"]
    assert told["phone_info"]["countryCode"] == "86"
    assert again["errcode"] == 40029


async def test_login_codes_swapped_codes_and_codes_in_the_address_are_refused(outside):
    li, zhang = await outside.story("li-xiuying"), await outside.story("zhang-jianguo")
    other = (await outside.login(zhang))["openid"]
    code = await phone_code(outside, li)

    assert (await outside.wx(PHONE, {"code": await login_code(outside, li)}))["errcode"] == 40029
    assert (await outside.wx(PHONE, {"code": code, "openid": other}))["errcode"] == 40013
    assert (await outside.wx(PHONE, {}, code=code))["errcode"] == 47001
    assert (await outside.wx(PHONE, {"code": code}))["errcode"] == 0


async def test_session_keys_in_client_answers_are_found(outside):
    told = await outside.login(await outside.story("li-xiuying"))

    await outside.ctl("/inspect", bodies=['{"token": "fine"}'])
    assert await outside.ctl("/warnings") == []
    await outside.ctl("/inspect", bodies=[told["session_key"]])
    assert await outside.ctl("/warnings") == ["session_key visible to a client"]

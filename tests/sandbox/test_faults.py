"""Every kind of misbehaviour, before the work, after it, or instead of it."""

import asyncio

import httpx
import pytest

from server.core import config

IPS = "/cgi-bin/getcallbackip"
SEND = "/cgi-bin/message/subscribe/send"


async def call(outside, **options):
    if "good" not in outside.known:
        outside.known["good"] = await outside.token()
    query = {"access_token": outside.known["good"]}
    return await outside.http.get(IPS, params=query, **options)


async def test_errcode_http_html_truncated_empty(outside):
    for mode in ("errcode:45009", "http:502", "html", "truncated", "empty"):
        await outside.ctl("/fault", path=IPS, mode=mode)

    first = await call(outside)
    assert first.json()["errcode"] == 45009
    assert (await call(outside)).status_code == 502
    assert "<html>" in (await call(outside)).text
    with pytest.raises(ValueError, match="Expecting value"):
        (await call(outside)).json()
    assert (await call(outside)).content == b""
    assert (await call(outside)).json()["ip_list"]


async def test_slow_hang_and_reset(outside):
    for mode in ("slow:0.2", "hang", "reset"):
        await outside.ctl("/fault", path=IPS, mode=mode)
    loop = asyncio.get_running_loop()

    started = loop.time()
    assert (await call(outside)).status_code == 200
    assert loop.time() - started >= 0.2
    with pytest.raises(httpx.ReadTimeout):
        await call(outside, timeout=0.2)
    with pytest.raises(httpx.TransportError):
        await call(outside)


async def test_flapping_and_chance(outside):
    await outside.ctl("/fault", path=IPS, mode="flap", times=9)
    assert [(await call(outside)).status_code for _ in range(4)] == [503, 200, 503, 200]

    headers = {"authorization": f"Bearer {config.settings().sandbox_token}"}
    await outside.http.delete("/_ctl/fault", headers=headers)
    await outside.ctl("/fault", path=IPS, mode="http:500", times=100, p=0.5)
    codes = {(await call(outside)).status_code for _ in range(30)}
    assert codes == {200, 500}


async def test_wrong_types_of_a_true_answer(outside):
    li = await outside.story("li-xiuying")
    code = (await outside.ctl("/phone_code", id_no=li["id_no"]))["code"]
    path = "/wxa/business/getuserphonenumber"
    await outside.ctl("/fault", path=path, mode="wrong_type")

    told = await outside.wx(path, {"code": code})

    assert told["errcode"] == "0"
    assert told["phone_info"]["countryCode"] == 86


async def test_done_but_the_answer_is_lost_and_a_repeat_is_warned_of(outside):
    openid = (await outside.login(await outside.story("li-xiuying")))["openid"]
    for _ in range(2):
        await outside.ctl(f"/user/{openid}/subscribe", template="T1", push=False)
    await outside.ctl("/fault", path=SEND, mode="accept_then_drop")
    body = {"touser": openid, "template_id": "T1", "data": {"thing1": {"value": "一"}}}
    await outside.wx(IPS)

    with pytest.raises(httpx.TransportError):
        await outside.wx(SEND, body)

    assert len(await outside.ctl("/outbox")) == 1
    assert await outside.ctl("/warnings") == []
    await outside.wx(SEND, body)
    assert await outside.ctl("/warnings") == [f"{SEND} repeated after it had succeeded"]


async def test_faults_reach_the_exchange_and_the_sms_gateway_too(outside):
    li = await outside.story("li-xiuying")
    await outside.ctl("/fault", path="/exchange", mode="http:503")
    await outside.ctl("/fault", path="/sms", mode="http:429")

    assert (
        await outside.ask(outside.question(li, "civil-affairs", "marriage.status"))
    ).status_code == 503
    busy = await outside.text(li["phone"], code="123456")
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "1")


async def test_the_control_door_needs_its_token_and_reset_forgets(outside):
    assert (await outside.http.get("/_ctl/warnings")).status_code == 401
    wrong = {"authorization": "Bearer nope"}
    assert (await outside.http.get("/_ctl/warnings", headers=wrong)).status_code == 401

    li = await outside.story("li-xiuying")
    await outside.text(li["phone"], code="123456")
    await outside.ctl("post:/reset")
    assert await outside.ctl("/sms") == []
    assert (await outside.ctl("/requests")) == []

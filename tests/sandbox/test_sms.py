"""One message for one key, receipts, and the page where a visitor reads the codes."""

import asyncio

import pytest

from server.core import config


async def test_one_key_is_one_message(outside):
    li = await outside.story("li-xiuying")

    first = await outside.text(li["phone"], code="123456")
    again = await outside.text(li["phone"], code="123456")
    other = await outside.text(li["phone"], code="654321")

    assert first.json() == again.json()
    assert other.status_code == 409
    (kept,) = await outside.ctl(f"/sms?phone={li['phone']}")
    assert kept["text"] == "【一趟办】验证码 123456，5 分钟内有效。别告诉任何人。"


@pytest.mark.parametrize(
    ("phone", "template", "params"),
    [
        ("0513-00000208", "sign_in", {"code": "1"}),
        ("12000000000", "sign_in", {"code": "1"}),
        ("139000001000", "sign_in", {"code": "1"}),
        ("13900000100", "poem", {"code": "1"}),
        ("13900000100", "sign_in", {}),
        ("13900000100", "sign_in", {"code": 1}),
    ],
)
async def test_landlines_and_unknown_texts_are_422(outside, phone, template, params):
    answer = await outside.text(phone, template, **params)

    assert answer.status_code == 422


async def test_a_key_is_needed(outside):
    body = {"phone": "13900000100", "template": "sign_in", "params": {}, "idempotency_key": "k"}

    assert (await outside.http.post("/sms/v1/messages", json=body)).status_code == 401


@pytest.mark.parametrize(
    ("outcome", "state"), [("delivered", "delivered"), ("failed", "failed"), ("never", "accepted")]
)
async def test_what_became_of_a_message(outside, receiver, outcome, state):
    li = await outside.story("li-xiuying")
    await outside.ctl("/addresses", sms_receipt_url=receiver.url)
    await outside.ctl("/sms_outcome", phone=li["phone"], outcome=outcome)
    number = (await outside.text(li["phone"], code="123456")).json()["message_id"]
    await asyncio.sleep(0.1)

    headers = {"authorization": f"Bearer {config.settings().sandbox_token}"}
    told = await outside.http.get(f"/sms/v1/messages/{number}", headers=headers)
    assert told.json() == {"message_id": number, "state": state}
    receipts = [got.json["state"] for got in receiver.got]
    assert receipts == ([] if outcome == "never" else [state])


async def test_a_refused_phone(outside):
    li = await outside.story("li-xiuying")
    await outside.ctl("/sms_outcome", phone=li["phone"], outcome="refused")

    assert (await outside.text(li["phone"], code="1")).status_code == 422


async def test_the_phones_page_shows_codes_and_says_that_it_is_a_sandbox(outside):
    li = await outside.story("li-xiuying")
    await outside.text(li["phone"], code="<b>77")
    page = (await outside.http.get("/phones")).text

    assert "沙盒" in page
    assert "width=device-width" in page
    assert "验证码 &lt;b&gt;77" in page
    assert li["phone"] in page


async def test_the_page_shows_the_newest_phone_first(outside):
    li, lu = await outside.story("li-xiuying"), await outside.story("lu-jianguo")
    await outside.text(lu["phone"], key="a", code="111111")
    page = (await outside.http.get("/phones")).text

    assert page.index(lu["phone"]) < page.index(li["phone"])


async def test_a_caseworkers_second_factor_is_on_the_page(outside):
    await outside.ctl("/authenticator", name="张伟", login="clerk", secret="JBSWY3DPEHPK3PXP" * 2)

    page = (await outside.http.get("/phones")).text

    assert "验证器：张伟" in page
    assert "clerk" in page

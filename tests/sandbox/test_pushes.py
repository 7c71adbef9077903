"""Pushes as the platform makes them: its cipher, three deliveries, every awkward shape."""

import asyncio
import base64
import hashlib
import json

import pytest
import xmltodict

from server.sandbox.wechat import crypto
from tests.sandbox.conftest import APPID

TOKEN = "sandbox-push-token"
KEY = base64.b64decode("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=")


def sha1(*parts):
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def test_the_platforms_published_vectors():
    zero, appid = base64.b64decode("A" * 43 + "="), "wxba5fad812f8e6fb9"
    reply = crypto.encrypt(zero, b"707722b803182950", b'{"demo_resp":"good luck"}', appid)
    assert reply == (
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    )
    signed = crypto.signature("AAAAA", "1713424427", "415670741", reply)
    assert signed == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"
    assert crypto.decrypt(zero, reply) == (b'{"demo_resp":"good luck"}', appid)
    assert crypto.signature("AAAAA", "1714036504", "1514711492") == (
        "f464b24fc39322e44b38aa78f5edd27bd1441696"
    )
    java = crypto.encrypt(
        KEY, b"aaaabbbbccccdddd", "我是中文abcd123".encode(), "wxb11529c136998cb6"
    )
    assert java == (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )


@pytest.fixture
async def wired(outside, receiver):
    """A sandbox that pushes to a receiver, and somebody who speaks."""
    await outside.ctl("/addresses", push_url=receiver.url)
    li = await outside.story("li-xiuying")
    receiver.openid = (await outside.login(li))["openid"]
    return outside, receiver


async def heard(receiver, count=1):
    for _ in range(300):
        if len(receiver.got) >= count:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.03)
    return receiver.got


async def says(outside, receiver, what="say", count=1, **options):
    path = f"/user/{receiver.openid}/{what}"
    told = await outside.ctl(path, text="高龄津贴怎么申请？", options=options)
    await heard(receiver, count)
    return told


def opened(request):
    """The message inside a safe push, after the checks a careful service makes."""
    body = request.body.decode()
    outer = json.loads(body) if body.startswith("{") else xmltodict.parse(body)["xml"]
    query = {name: request.args.get(name) for name in request.args}
    sealed = outer["Encrypt"]
    stamp, nonce = query["timestamp"], query["nonce"]
    assert query["msg_signature"] == sha1(TOKEN, stamp, nonce, sealed)
    assert query["signature"] == sha1(TOKEN, stamp, nonce)
    assert query["encrypt_type"] == "aes"
    message, appid = crypto.decrypt(KEY, sealed)
    assert appid == APPID
    text = message.decode()
    return json.loads(text) if text.startswith("{") else xmltodict.parse(text)["xml"]


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_safe_push_opens(wired, form):
    outside, receiver = wired
    told = await says(outside, receiver, format=form)

    (got,) = receiver.got
    message = opened(got)
    assert message["Content"] == "高龄津贴怎么申请？"
    assert message["FromUserName"] == receiver.openid == got.args.get("openid")
    assert str(message["MsgId"]) == str(told["msg_id"])
    assert "Content" not in got.body.decode()


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_plain_and_compatible_modes(wired, form):
    outside, receiver = wired
    await says(outside, receiver, mode="plain", format=form)
    await says(outside, receiver, count=2, mode="compat", format=form)

    plain, compat = (got.body.decode() for got in receiver.got)
    assert "Encrypt" not in plain
    assert "msg_signature" not in receiver.got[0].args
    assert "高龄津贴" in compat
    assert opened(receiver.got[1])["Content"] == "高龄津贴怎么申请？"


async def test_three_deliveries_of_one_message_each_with_its_own_envelope(wired):
    outside, receiver = wired
    receiver.answers = [("no", 500), ("no", 500), ("no", 500)]
    await says(outside, receiver, count=3)

    first, second, third = receiver.got
    assert opened(first) == opened(second) == opened(third)
    assert len({got.body for got in receiver.got}) == 3
    assert len({got.args["nonce"][0] for got in receiver.got}) == 3
    assert [f["openid"] for f in await outside.ctl("/failed_pushes")] == [receiver.openid]


async def test_it_stops_at_the_first_success(wired):
    outside, receiver = wired
    receiver.answers = [("no", 503), ("success", 200)]
    await says(outside, receiver, count=2)

    assert len(receiver.got) == 2
    assert await outside.ctl("/failed_pushes") == []
    assert await outside.ctl("/warnings") == []


async def test_an_answer_that_is_no_reply_is_warned_of(wired):
    outside, receiver = wired
    receiver.answers = [('{"ok": true}', 200)] * 3
    await says(outside, receiver, count=3)

    assert set(await outside.ctl("/warnings")) == {
        "a push was answered with neither success nor a valid reply"
    }


async def test_a_slow_answer_is_warned_of(wired, monkeypatch):
    from server.sandbox.wechat import pushing

    outside, receiver = wired
    monkeypatch.setattr(pushing, "_SLOW", 0.05)
    receiver.slow = 0.1
    await says(outside, receiver)
    await asyncio.sleep(0.2)

    assert await outside.ctl("/warnings") == ["a push was answered later than 3 s"]


async def test_duplicates_come_although_answered(wired):
    outside, receiver = wired
    await says(outside, receiver, count=3, duplicates=2)

    assert len({opened(got)["MsgId"] for got in receiver.got}) == 1


async def test_a_delayed_push_arrives_after_a_later_one(wired):
    outside, receiver = wired
    late = await says(outside, receiver, count=0, delay=0.2)
    soon = await says(outside, receiver, count=2)

    assert [opened(got)["MsgId"] for got in receiver.got] == [
        str(soon["msg_id"]),
        str(late["msg_id"]),
    ]


async def popup(outside, receiver, *templates, **options):
    path = f"/user/{receiver.openid}/subscribe"
    before = len(receiver.got)
    await outside.ctl(path, templates=list(templates), answer="accept", options=options)
    await heard(receiver, before + 1)
    return opened(receiver.got[-1])


async def test_subscription_events_come_in_every_shape(wired):
    outside, receiver = wired
    one = await popup(outside, receiver, "T1", format="json")
    many = await popup(outside, receiver, "T1", "T2", format="json")
    documented = await popup(outside, receiver, "T1", format="json", shape="documented")
    wrapped = await popup(outside, receiver, "T1", format="json", shape="wrapped")
    xml = await popup(outside, receiver, "T1", "T2")

    entry = {"TemplateId": "T1", "SubscribeStatusString": "accept", "PopupScene": "0"}
    assert one["List"] == entry
    assert [told["TemplateId"] for told in many["List"]] == ["T1", "T2"]
    assert documented["SubscribeMsgPopupEvent"] == [entry]
    assert wrapped["SubscribeMsgPopupEvent"] == {"List": entry}
    assert xml["SubscribeMsgPopupEvent"]["List"][0] == entry


async def test_a_sent_card_is_reported(wired):
    outside, receiver = wired
    await popup(outside, receiver, "T1")
    body = {"touser": receiver.openid, "template_id": "T1", "data": {"thing1": {"value": "一"}}}
    sent = await outside.wx("/cgi-bin/message/subscribe/send", body)
    await heard(receiver, 2)

    message = opened(receiver.got[1])
    assert message["Event"] == "subscribe_msg_sent_event"
    assert message["SubscribeMsgSentEvent"]["List"]["MsgID"] == str(sent["msgid"])


async def test_a_message_may_lack_its_id_and_tell_time_as_text(wired):
    outside, receiver = wired
    await says(outside, receiver, format="json", no_msg_id=True, create_time_text=True)

    message = opened(receiver.got[0])
    assert "MsgId" not in message
    assert isinstance(message["CreateTime"], str)


@pytest.mark.parametrize(
    "hostile",
    [
        "wrong_signature",
        "old_timestamp",
        "wrong_appid",
        "plain_in_safe",
        "dtd",
        "signature_only",
        "duplicate_element",
    ],
)
async def test_who_accepts_a_hostile_push_is_warned(wired, hostile):
    outside, receiver = wired
    receiver.answers = [("refused", 403)] * 3
    await says(outside, receiver, count=3, **{hostile: True})
    assert await outside.ctl("/warnings") == []

    await says(outside, receiver, count=4, **{hostile: True})
    assert await outside.ctl("/warnings") == [f"accepted a push although: {hostile}"]


async def test_a_hostile_push_is_what_it_says(wired):
    outside, receiver = wired
    for number, hostile in enumerate(
        ("dtd", "plain_in_safe", "signature_only", "old_timestamp"), 1
    ):
        await says(outside, receiver, count=number, **{hostile: True})
    dtd, plain, bare, old = receiver.got

    assert dtd.body.startswith(b"<!DOCTYPE")
    assert b"Encrypt" not in plain.body
    assert "msg_signature" not in bare.args
    assert int(dtd.args.get("timestamp")) - int(old.args.get("timestamp")) > 3000


async def test_a_hand_over_keeps_later_messages_with_the_human(wired):
    outside, receiver = wired
    transfer = "<xml><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>"
    stamp, nonce = "1", "2"
    sealed = crypto.encrypt(KEY, b"0" * 16, transfer.encode(), APPID)
    signed = sha1(TOKEN, stamp, nonce, sealed)
    reply = (
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signed}]]>"
        f"</MsgSignature><TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )
    receiver.answers = [(reply, 200)]
    await says(outside, receiver)

    assert (await says(outside, receiver, count=1))["pushed"] is False
    await outside.ctl("/clock", advance=1801)
    assert (await says(outside, receiver, count=2))["pushed"] is True
    assert await outside.ctl("/warnings") == []


async def test_a_plain_hand_over_in_safe_mode_is_no_reply(wired):
    outside, receiver = wired
    transfer = "<xml><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>"
    receiver.answers = [(transfer, 200)] * 3
    await says(outside, receiver, count=3)

    assert len(receiver.got) == 3
    assert (await says(outside, receiver, count=4))["pushed"] is True


@pytest.mark.parametrize(
    ("what", "event"),
    [
        ("enter", "user_enter_tempsession"),
        ("revoke", "user_authorization_revoke"),
        ("cancel", "user_authorization_cancellation"),
    ],
)
async def test_events_carry_no_message_id(wired, what, event):
    outside, receiver = wired
    await says(outside, receiver, what)

    message = opened(receiver.got[0])
    assert message["Event"] == event
    assert "MsgId" not in message
    if what != "enter":
        assert message["OpenID"] == receiver.openid


async def test_the_address_is_verified_by_the_exact_echo(wired):
    outside, receiver = wired
    assert (await outside.ctl("post:/verify_url"))["ok"] is False
    query = {name: receiver.got[0].args.get(name) for name in receiver.got[0].args}
    assert query["signature"] == sha1(TOKEN, query["timestamp"], query["nonce"])

    receiver.echo = True
    assert (await outside.ctl("post:/verify_url"))["ok"] is True


async def test_nobody_listening_is_noted_not_warned_of(outside):
    await outside.ctl("/addresses", push_url="http://127.0.0.1:9/push")
    openid = (await outside.login(await outside.story("li-xiuying")))["openid"]
    await outside.ctl(f"/user/{openid}/say", text="在吗")
    await asyncio.sleep(0.2)

    assert [push["error"] for push in await outside.ctl("/pushes")] == ["ConnectError"] * 3
    assert await outside.ctl("/warnings") == []

"""The doors for machines: hostile input is refused, leaves nothing, and is never a fault of ours."""

import base64
import json
import secrets
from datetime import timedelta

from wechatpy.crypto.base import WeChatCipher

from server.connectors import signing
from server.connectors.wechat_push import _sha1
from server.core import clock, config, database

TOKEN, KEY = "sandbox-push-token", base64.b64decode("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=")
REGISTERS = "/callbacks/registers"


def address(appid=None):
    return f"/callbacks/wechat/{appid or config.settings().wechat_appid}"


def padded(blob, pad=None):
    pad = pad or 32 - len(blob) % 32
    return blob + bytes([pad]) * pad


def sealed(content, *, appid=None, length=None, plain=None):
    """What only WeChat can make: content under the shared key."""
    if plain is None:
        head = secrets.token_bytes(16) + (length or len(content)).to_bytes(4, "big")
        plain = padded(head + content + (appid or config.settings().wechat_appid).encode())
    cipher = WeChatCipher(KEY)
    encryptor = cipher.cipher.encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def signed(encrypted, **changed):
    stamp = changed.pop("timestamp", str(int(clock.real_now().timestamp())))
    nonce = changed.pop("nonce", secrets.token_hex(5))
    query = {
        "timestamp": stamp,
        "nonce": nonce,
        "signature": _sha1(TOKEN, stamp, nonce),
        "msg_signature": _sha1(TOKEN, stamp, nonce, encrypted),
        "encrypt_type": "aes",
    }
    return {**query, **changed}


def a_message(**changed):
    content = {
        "ToUserName": "gh_0123456789ab",
        "FromUserName": "oMZdemo0000000000000000000A1",
        "CreateTime": 1735689600,
        "MsgType": "text",
        "Content": "在吗",
        "MsgId": 23456789012345678,
        **changed,
    }
    return json.dumps(content, ensure_ascii=False).encode()


async def pushed(http, content, *, envelope="json", **changed):
    encrypted = content if isinstance(content, str) else sealed(content)
    body = {
        "json": json.dumps({"ToUserName": "gh", "Encrypt": encrypted}),
        "xml": f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>",
    }[envelope]
    return await http.post(address(), params=signed(encrypted, **changed), content=body.encode())


async def kept():
    rows = await database.fetch("SELECT push_key, kind FROM wechat_pushes ORDER BY push_key")
    return [(row["push_key"], row["kind"]) for row in rows]


async def refused(answer):
    """4xx, a problem without detail, nothing stored, nothing for the worker."""
    assert 400 <= answer.status_code < 500, answer.text
    assert await kept() == []
    assert (
        await database.fetch("SELECT 1 FROM outbox_events WHERE event = 'WeChatPushReceived'") == []
    )


# WeChat


async def test_the_address_is_verified_by_its_echo(http):
    stamp, nonce = "1714036504", "1514711492"
    query = {"timestamp": stamp, "nonce": nonce, "echostr": "4375120948345356249"}
    good = {**query, "signature": _sha1(TOKEN, stamp, nonce)}

    assert (await http.get(address(), params=good)).text == "4375120948345356249"
    assert (await http.get(address(), params={**good, "signature": "0" * 40})).status_code == 403
    assert (await http.get(address(), params=query)).status_code == 403
    assert (await http.get(address("wx_other"), params=good)).status_code == 404


ENVELOPES = ["json", "xml"]


async def test_a_message_is_stored_once_and_answered_success(http):
    for envelope in ENVELOPES:
        for _ in range(3):
            answer = await pushed(http, a_message(), envelope=envelope)
            assert (answer.status_code, answer.text) == (200, "success")

        assert await kept() == [("msg:23456789012345678", "text")]


async def test_an_event_without_an_id_is_known_by_what_it_says(http):
    for stamp in (1735689600, 1735689600, 1735689601):
        await pushed(http, a_message(MsgId=None, MsgType="event", Event="enter", CreateTime=stamp))

    assert [key.rpartition(":")[0] for key, _ in await kept()] == [
        "event:oMZdemo0000000000000000000A1:1735689600:enter",
        "event:oMZdemo0000000000000000000A1:1735689601:enter",
    ]


WRONG_ENVELOPES = [
    {"msg_signature": "0" * 40},
    {"msg_signature": ""},
    {"msg_signature": "é" * 40},
    {"timestamp": "1"},
    {"timestamp": "99999999999999999999"},
    {"timestamp": "soon"},
    {"timestamp": "²"},
    {"timestamp": ""},
]


async def test_an_envelope_signed_wrongly_or_stale_is_refused(http):
    for changed in WRONG_ENVELOPES:
        await refused(await pushed(http, a_message(), **changed))


async def test_the_same_envelope_again_is_a_replay(http):
    encrypted = sealed(a_message())
    query, body = signed(encrypted), json.dumps({"Encrypt": encrypted})

    first = await http.post(address(), params=query, content=body)
    second = await http.post(address(), params=query, content=body)

    assert (first.status_code, second.status_code) == (200, 403)


async def test_a_valid_signature_over_another_body_is_not_enough(http):
    query = signed(sealed(a_message()))
    body = json.dumps({"Encrypt": sealed(a_message(Content="别的"))})

    await refused(await http.post(address(), params=query, content=body))


async def test_the_signature_that_does_not_cover_the_body_is_not_enough(http):
    query = signed("x")
    del query["msg_signature"]

    await refused(await http.post(address(), params=query, content=a_message()))


BENT = [
    lambda: "",
    lambda: "not base64!",
    lambda: base64.b64encode(b"x" * 31).decode(),
    lambda: base64.b64encode(secrets.token_bytes(64)).decode(),
    lambda: sealed(b"", plain=b"\0" * 32),
    lambda: sealed(b"", plain=b"a" * 31 + b"\x21"),
    lambda: sealed(b"", plain=b"a" * 30 + b"\x03\x02"),
    lambda: sealed(b"", plain=b"\x20" * 32),
    lambda: sealed(a_message(), length=10**6),
    lambda: sealed(a_message(), length=2**32 - 1),
    lambda: sealed(a_message(), appid="wx9999999999999999"),
    lambda: sealed(a_message(), length=3),
    lambda: sealed(b"\xff\xfe\xfd"),
    lambda: sealed(b"{"),
    lambda: sealed(b"[]"),
    lambda: sealed(b"{" * 5000),
    lambda: sealed(b'{"a":' * 5000),
    lambda: sealed(b"<xml><a>"),
    lambda: sealed(b"<xml/>"),
    lambda: sealed(b"<other><a>1</a></other>"),
    lambda: sealed(b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgId>&a;</MsgId></xml>'),
    lambda: sealed(b"<xml><MsgId>1</MsgId><MsgId>2</MsgId></xml>"),
    lambda: sealed(a_message(MsgId=["1"])),
    lambda: sealed(a_message(MsgId=None, FromUserName="o" * 5000)),
    lambda: sealed(a_message(MsgId="\0")),
    lambda: sealed(a_message(MsgType="\0")),
    lambda: sealed(a_message(Event="e" * 20_000)),
]


async def test_content_bent_in_any_way_is_refused(http):
    for make in BENT:
        await refused(await pushed(http, make()))


NO_ENVELOPES = [
    b"",
    b"x",
    b"{}",
    b'{"Encrypt": 1}',
    b'{"Encrypt": ["a"]}',
    b"[]",
    b"<xml></xml>",
    b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>',
    b"\xff" * 100,
    b"<" * 50_000,
    b'{"Encrypt": "' + b"a" * 70_000 + b'"}',
]


async def test_no_envelope_at_all_is_refused(http):
    for body in NO_ENVELOPES:
        query = signed("a")

        await refused(await http.post(address(), params=query, content=body))


async def test_a_push_for_another_app_finds_no_door(http):
    await refused(await http.post(address("wx_other"), params=signed("a"), content=b"{}"))


# Registers


def an_answer(**changed):
    return json.dumps(
        {
            "query_no": "Q-1",
            "register": "banks",
            "as_of": "2026-11-20",
            "coverage": "covered",
            "facts": [],
            "seal": "sm3:" + "0" * 64,
            **changed,
        }
    ).encode()


def headers(body, *, path=REGISTERS, late=timedelta(0), **changed):
    key = (config.settings().exchange_key or config.settings().sandbox_token).encode()
    stamp = str(int((clock.real_now() - late).timestamp()))
    nonce = secrets.token_hex(8)
    return {
        "X-Exchange-Client": "exchange",
        "X-Exchange-Timestamp": stamp,
        "X-Exchange-Nonce": nonce,
        "X-Exchange-Signature": signing.signature(key, "POST", path, stamp, nonce, body),
        **changed,
    }


WRONG_HEADERS = [
    {"X-Exchange-Signature": "0" * 64},
    {"X-Exchange-Signature": ""},
    {"X-Exchange-Signature": b"\xff\xfe"},
    {"X-Exchange-Nonce": b"\xff"},
    {"X-Exchange-Nonce": ""},
    {"X-Exchange-Timestamp": "soon"},
    {"X-Exchange-Timestamp": ""},
    {"X-Exchange-Timestamp": b"\xb2"},
]


async def test_an_answer_signed_wrongly_is_refused(http):
    for changed in WRONG_HEADERS:
        body = an_answer()

        answer = await http.post(REGISTERS, content=body, headers=headers(body, **changed))

        assert answer.status_code == 403


OUT_OF_TIME = [timedelta(minutes=6), timedelta(minutes=-6)]


async def test_an_answer_out_of_its_time_is_refused(http):
    for late in OUT_OF_TIME:
        body = an_answer()

        answer = await http.post(REGISTERS, content=body, headers=headers(body, late=late))

        assert answer.status_code == 403


MALFORMED = [b"", b"{}", b"[]", b"\xff", an_answer(), an_answer(facts="x"), an_answer(as_of="x")]


async def test_an_answer_well_signed_but_not_well_made_is_refused(http):
    for body in MALFORMED:
        answer = await http.post(REGISTERS, content=body, headers=headers(body))

        assert answer.status_code == 403
        assert await database.fetch("SELECT 1 FROM facts") == []


async def test_a_signature_for_another_path_opens_no_door(http):
    body = an_answer()

    answer = await http.post(REGISTERS, content=body, headers=headers(body, path="/elsewhere"))

    assert answer.status_code == 403

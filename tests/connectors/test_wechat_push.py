"""Opening pushes: the platform's published vectors, and what must not open."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from server.connectors import PushReader, PushRefused, push_key
from server.core import clock, config

V1_ENCRYPT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)
V1_QUERY = {
    "timestamp": "1714112445",
    "nonce": "415670741",
    "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
    "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
}
V4_ENCRYPT = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PG"
    "HQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6"
    "tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp"
    "3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhv"
    "Ql+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
V4_QUERY = {
    "timestamp": "1409735669",
    "nonce": "1320562132",
    "msg_signature": "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
}


def envelope(encrypted):
    return json.dumps({"Encrypt": encrypted}).encode()


def a_reader(token, key, appid):
    chosen = replace(config.settings(), wechat_token=token, wechat_aes_key=key, wechat_appid=appid)
    return PushReader(chosen)


@pytest.fixture
def documented():
    """The reader of the platform's JSON example."""
    return a_reader("AAAAA", "A" * 43, "wxba5fad812f8e6fb9")


@pytest.fixture
def then(monkeypatch):
    """`then(stamp)` puts the world's clock to the example's moment."""

    def put(stamp):
        moment = datetime.fromtimestamp(int(stamp), UTC)
        monkeypatch.setattr(clock, "real_now", lambda: moment)

    return put


def test_the_documented_json_push_opens(documented, then):
    then(V1_QUERY["timestamp"])

    message = documented.read(V1_QUERY, envelope(V1_ENCRYPT))

    assert message["Event"] == "debug_demo"
    assert message["debug_str"] == "hello world"
    assert push_key(message).startswith("event:o9AgO5Kd5ggOC-bXrbNODIiE3bGY:1714112445:debug_demo:")


def test_two_events_of_one_second_are_two():
    event = {"FromUserName": "o1", "CreateTime": 1, "Event": "subscribe_msg_sent_event"}

    assert push_key({**event, "List": {"MsgID": "1"}}) != push_key(
        {**event, "List": {"MsgID": "2"}}
    )
    assert push_key({**event, "MsgId": 7}) == "msg:7"


def test_the_documented_xml_push_opens(then):
    then(V4_QUERY["timestamp"])
    reader = a_reader(
        "spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2"
    )

    message = reader.read(V4_QUERY, f"<xml><Encrypt>{V4_ENCRYPT}</Encrypt></xml>".encode())

    assert message["Content"] == "abcdteT"
    assert push_key(message) == "msg:6054768590064713728"


def test_the_documented_address_check_is_echoed(documented):
    query = {
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "echostr": "4375120948345356249",
    }

    assert documented.echo(query) == "4375120948345356249"


def test_an_encrypted_address_check_is_opened_and_echoed():
    reader = a_reader("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
    query = {
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO"
        "+FZXvnaqQ==",
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    }

    assert reader.echo(query) == "1616140317555161061"


def test_the_documented_push_is_stale_today(documented):
    with pytest.raises(PushRefused):
        documented.read(V1_QUERY, envelope(V1_ENCRYPT))


def test_another_apps_key_or_name_opens_nothing(then):
    then(V1_QUERY["timestamp"])
    body = envelope(V1_ENCRYPT)

    for reader in (
        a_reader("AAAAA", "A" * 43, "wx0000000000000009"),
        a_reader("AAAAA", "B" * 43, "wxba5fad812f8e6fb9"),
        a_reader("BBBBB", "A" * 43, "wxba5fad812f8e6fb9"),
    ):
        with pytest.raises(PushRefused):
            reader.read(V1_QUERY, body)


def test_any_character_changed_opens_nothing(documented, then):
    then(V1_QUERY["timestamp"])

    for at in range(0, len(V1_ENCRYPT), 7):
        other = "B" if V1_ENCRYPT[at] != "B" else "C"
        bent = V1_ENCRYPT[:at] + other + V1_ENCRYPT[at + 1 :]
        with pytest.raises(PushRefused):
            documented.read(V1_QUERY, envelope(bent))

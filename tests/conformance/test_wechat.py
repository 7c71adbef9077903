"""The running call-back against the official vectors and two ciphers of the npm world."""

import asyncio
import base64
import json
import secrets
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from server.app import build_app
from server.connectors import wechat_push
from server.core import config, database
from server.sandbox.wechat import crypto
from tests.fixtures.servers import serving

ROOT = Path(__file__).parents[2]
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OWN = "zAmuk1OihgwH9XTc5SQrzBc0ReI4mQWtnWAi5zwuC2E"
# Tencent's Python sample, compatible-mode XML, and the platform documentation's JSON push.
SPAM_TEST = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PG"
    "HQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6"
    "tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp"
    "3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhv"
    "Ql+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
DEBUG_DEMO = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)
OFFICIAL = [
    {
        "token": "spamtest",
        "key": KEY,
        "appid": "wx2c2769f8efd9abc2",
        "timestamp": "1409735669",
        "nonce": "1320562132",
        "msg_signature": "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
        "body": f"<xml><Encrypt><![CDATA[{SPAM_TEST}]]></Encrypt></xml>",
        "push_key": "msg:6054768590064713728",
        "kind": "text",
    },
    {
        "token": "AAAAA",
        "key": "A" * 43,
        "appid": "wxba5fad812f8e6fb9",
        "timestamp": "1714112445",
        "nonce": "415670741",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
        "body": json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": DEBUG_DEMO}),
        "push_key": "event:o9AgO5Kd5ggOC-bXrbNODIiE3bGY:1714112445:debug_demo:",
        "kind": "debug_demo",
    },
]


def app_for(token, key, appid):
    chosen = replace(config.settings(), wechat_token=token, wechat_aes_key=key, wechat_appid=appid)
    return build_app(chosen)


@pytest.mark.parametrize("vector", OFFICIAL, ids=["compatible-xml", "safe-json"])
async def test_the_official_vector_is_read_in_its_minute_only(
    fresh_db, sandbox, monkeypatch, vector
):
    query = {name: vector[name] for name in ("timestamp", "nonce", "msg_signature")}
    at = datetime.fromtimestamp(int(vector["timestamp"]) + 60, UTC)

    async with serving(app_for(vector["token"], vector["key"], vector["appid"])) as served:
        path = f"/callbacks/wechat/{vector['appid']}"
        late = await served.http.post(path, params=query, content=vector["body"])
        monkeypatch.setattr(wechat_push, "clock", SimpleNamespace(real_now=lambda: at))
        read = await served.http.post(path, params=query, content=vector["body"])

    (row,) = await database.fetch("SELECT push_key, kind FROM wechat_pushes")
    assert (late.status_code, read.status_code, read.text) == (403, 200, "success")
    assert row["push_key"].startswith(vector["push_key"])
    assert row["kind"] == vector["kind"]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
async def test_two_foreign_ciphers_and_the_callback_understand_each_other(fresh_db, sandbox):
    token, appid = "mzDemoToken01", "wx0a1b2c3d4e5f6071"
    messages = [("消息" * n + "]]>")[: 2 * n + 1] for n in range(33)]
    sealed = [
        {
            "sealed": crypto.encrypt(
                base64.b64decode(OWN + "="), secrets.token_bytes(16), message.encode(), appid
            ),
            "stamp": "1735689600",
            "nonce": str(number),
        }
        for number, message in enumerate(messages)
    ]

    async with serving(app_for(token, OWN, appid)) as served:
        asked = {
            "url": f"{served.url}/callbacks/wechat/{appid}",
            "token": token,
            "key": OWN,
            "appid": appid,
            "sealed": sealed,
        }
        told = await run_node(asked)

    for name, found in told.items():
        assert {(push["status"], push["text"]) for push in found["pushes"]} == {(200, "success")}, (
            name
        )
        assert found["echo"] == "4375120948345356249"
        for message, one, opened in zip(messages, sealed, found["opened"], strict=True):
            assert (opened["message"], opened["id"]) == (message, appid)
            expected = crypto.signature(token, one["stamp"], one["nonce"], one["sealed"])
            assert opened["signature"] == expected
    kept = await database.fetch("SELECT count(*) AS n FROM wechat_pushes")
    assert (len(told), kept[0]["n"]) == (2, 160)


async def run_node(asked):
    process = await asyncio.create_subprocess_exec(
        "node",
        str(ROOT / "tests" / "conformance" / "ciphers.cjs"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(json.dumps(asked).encode())
    assert process.returncode == 0, err.decode()
    return json.loads(out)

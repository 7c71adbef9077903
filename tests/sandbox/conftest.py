"""The sandbox alone on a socket: no database, no app, the clock put back afterwards."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from sanic import Sanic
from sanic.response import text

from server.core import clock, config
from server.core.privacy import hmac_sm3, sm3
from tests.fixtures.servers import serving

APPID = "wx0000000000000001"
SERVICE_APPID = "wx0000000000000002"
SECRET = "sandbox-secret"


class Outside:
    """A client of everything the sandbox plays."""

    def __init__(self, served):
        self.app = served.app
        self.http = served.http
        self.serial = 0
        self.known = {}

    @property
    def state(self):
        return self.app.ctx.state

    async def ctl(self, path, /, **body):
        headers = {"authorization": f"Bearer {config.settings().sandbox_token}"}
        if body or path.startswith("post:"):
            answer = await self.http.post(
                f"/_ctl{path.removeprefix('post:')}", json=body, headers=headers
            )
        else:
            answer = await self.http.get(f"/_ctl{path}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def story(self, code, place=0):
        return (await self.ctl(f"/people?story={code}"))[code][place]

    # WeChat

    async def token(self, appid=APPID):
        body = {"grant_type": "client_credential", "appid": appid, "secret": SECRET}
        return (await self.http.post("/cgi-bin/stable_token", json=body)).json()["access_token"]

    async def wx(self, path, body=None, *, token=None, appid=APPID, **query):
        if token is None and appid not in self.known:
            self.known[appid] = await self.token(appid)
        query["access_token"] = self.known[appid] if token is None else token
        if body is None:
            return (await self.http.get(path, params=query)).json()
        return (await self.http.post(path, params=query, json=body)).json()

    async def login(self, person):
        code = (await self.ctl("/login_code", id_no=person["id_no"]))["code"]
        return await self.session(code)

    async def session(self, code, appid=APPID, secret=SECRET):
        query = {"appid": appid, "secret": secret, "js_code": code}
        answer = await self.http.get("/sns/jscode2session", params=query)
        return answer.json()

    # Registers

    def question(self, person, register, *facts, **changed):
        self.serial += 1
        now = clock.now()
        return {
            "query_no": f"Q{self.serial:06d}",
            "register": register,
            "purpose": "temporary-relief",
            "case_no": "XZ-20261124-0001-1",
            "subject": {"name": person["name"], "id_no": person["id_no"]},
            "facts": list(facts),
            "consent": {
                "no": f"C-{person['id_no']}",
                "digest": "sm3:" + "a" * 64,
                "signed_at": now.isoformat(),
                "expires_at": (now + timedelta(days=90)).isoformat(),
            },
            "as_of": "2026-11-24",
            **changed,
        }

    async def signed(self, method, path, body=b"", **headers):
        content = (
            body if isinstance(body, bytes) else httpx.Request("POST", "http://x", json=body).read()
        )
        return await self.http.request(
            method, path, content=content, headers={**signature(method, path, content), **headers}
        )

    async def ask(self, question):
        return await self.signed("POST", "/exchange/v1/queries", question)

    async def poll(self, query_no):
        return await self.signed("GET", f"/exchange/v1/queries/{query_no}")

    # SMS

    async def text(self, phone, template="sign_in", key="k1", **params):
        body = {"phone": phone, "template": template, "params": params, "idempotency_key": key}
        headers = {"authorization": f"Bearer {config.settings().sandbox_token}"}
        return await self.http.post("/sms/v1/messages", json=body, headers=headers)


_nonces = iter(range(10**9))


def signature(method, path, body, *, stamp=None, nonce=None):
    """Headers by the contract's text: method, path, timestamp, nonce, body."""
    stamp = stamp or str(int(clock.real_now().timestamp()))
    nonce = nonce or f"test-{next(_nonces)}"
    lines = "\n".join((method, path, stamp, nonce, sm3(body).hex()))
    key = config.settings().sandbox_token.encode()
    return {
        "X-Exchange-Client": "onetrip",
        "X-Exchange-Timestamp": stamp,
        "X-Exchange-Nonce": nonce,
        "X-Exchange-Signature": hmac_sm3(key, lines.encode()).hex(),
    }


@pytest.fixture
async def outside():
    """The sandbox, fresh for this test."""
    from server import sandbox

    before = clock.offset()
    async with serving(sandbox.build(seed=7)) as served:
        yield Outside(served)
    clock.set_offset(before)


@pytest.fixture
async def sandbox_twin():
    """A second sandbox of the same seed."""
    from server import sandbox

    async with serving(sandbox.build(seed=7)) as served:
        yield Outside(served)


class Receiver:
    """Somebody who is pushed to, and answers as told."""

    def __init__(self):
        self.got = []
        self.answers = []
        self.echo = False
        self.slow = 0

    async def take(self, request):
        self.got.append(request)
        await asyncio.sleep(self.slow)
        if self.echo:
            return text(request.args.get("echostr"))
        answer = self.answers.pop(0) if self.answers else ("success", 200)
        return text(answer[0], status=answer[1])


@pytest.fixture
async def receiver():
    """A service with a push address."""
    heard = Receiver()
    app = Sanic(f"receiver-{id(heard)}", configure_logging=False)
    app.config.ACCESS_LOG = False
    app.config.TOUCHUP = False
    app.add_route(heard.take, "/push", methods=["GET", "POST"])
    async with serving(app) as served:
        heard.url = f"{served.url}/push"
        yield heard

"""How WeChat answers: HTTP 200 always, errcode inside, a rid in every error."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sanic import HTTPResponse, Request
from sanic.response import json, text

from server.core import clock
from server.sandbox.state import State, state_of
from server.sandbox.wechat.accounts import Account


@dataclass
class Refused(Exception):
    """A call that ends with an errcode."""

    code: int
    words: str


def ok(answer: dict[str, Any], *, plain: bool = False) -> HTTPResponse:
    """A success; some calls answer as text/plain and carry no errcode."""
    return text(msgspec.json.encode(answer).decode()) if plain else json(answer)


def error(request: Request, code: int, words: str, *, plain: bool = False) -> HTTPResponse:
    """A refusal with its errcode; what was asked can be looked up by the rid."""
    state = state_of(request)
    rid = rid_of(state)
    answer = {"errcode": code, "errmsg": f"{words} rid: {rid}"}
    state.rids[rid] = {
        "invoke_time": int(clock.real_now().timestamp()),
        "cost_in_ms": 1,
        "request_url": request.path,
        "request_body": request.body.decode(errors="replace")[:2000],
        "response_body": msgspec.json.encode(answer).decode(),
        "client_ip": "127.0.0.1",
    }
    return ok(answer, plain=plain)


def check_secret(account: Account | None, appid: object, secret: object) -> Account:
    """The account, when appid (40013) and secret (40125) are its own."""
    if account is None or appid != account.appid:
        raise Refused(40013, "invalid appid")
    if secret != account.secret:
        raise Refused(40125, "invalid appsecret")
    return account


def rid_of(state: State) -> str:
    """A new request id or trace id."""
    return "-".join(f"{state.dice.getrandbits(32):08x}" for _ in range(3))

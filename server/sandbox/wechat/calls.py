"""What every server call has in common: method, token, quota, kind of account, body; in order."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sanic import Blueprint, HTTPResponse, Request

from server.core import clock
from server.core.privacy import sm3
from server.sandbox.state import State, state_of
from server.sandbox.wechat import quotas
from server.sandbox.wechat.accounts import Account, find
from server.sandbox.wechat.answers import Refused, error, ok

_ACTIVE = timedelta(hours=2)
_TOKEN_LENGTHS = range(100, 513)
# Repeating one of these after it has succeeded tells somebody twice.
_NOT_REPEATABLE = frozenset(
    {
        "/cgi-bin/message/subscribe/send",
        "/cgi-bin/message/custom/send",
        "/cgi-bin/message/template/send",
    }
)


@dataclass
class Call:
    """One call that has passed the common checks."""

    request: Request
    state: State
    account: Account
    body: dict[str, Any]


Handler = Callable[[Call], Awaitable[dict[str, Any] | HTTPResponse]]


def add(
    blueprint: Blueprint,
    method: str,
    path: str,
    handler: Handler,
    *,
    kind: str = "",
    wrong_kind: int = 48001,
    reads_json: bool = True,
) -> None:
    """Route one server API that needs an access_token."""

    async def answer(request: Request) -> HTTPResponse:
        try:
            call = _checked(request, method, kind, wrong_kind)
            call.body = _body(request) if method == "POST" and reads_json else {}
            told = await handler(call)
        except Refused as refused:
            return error(request, refused.code, refused.words)
        return told if isinstance(told, HTTPResponse) else ok(told)

    name = path.strip("/").replace("/", "_")
    blueprint.add_route(answer, path, methods=["GET", "POST"], name=name)


def _checked(request: Request, method: str, kind: str, wrong_kind: int) -> Call:
    state = state_of(request)
    if request.method != method:
        raise Refused(43002 if method == "POST" else 43001, f"require {method} method")
    account = account_of_token(state, request)
    quotas.count(state, account.appid, request.path)
    if kind and account.kind != kind:
        raise Refused(wrong_kind, "api unauthorized")
    _warn_if_repeated(state, request)
    return Call(request, state, account, {})


def account_of_token(state: State, request: Request) -> Account:
    """Whose token it is. Refuses with 41001, 40014, 40001, 42001."""
    given = request.args.get("access_token")
    if not given:
        raise Refused(41001, "access_token missing")
    if len(given) not in _TOKEN_LENGTHS:
        raise Refused(40014, "invalid access_token")
    known = state.tokens.get(given)
    account = find(state, known["appid"]) if known else None
    if known is None or account is None:
        raise Refused(40001, "invalid credential, access_token is invalid or not latest")
    if state.moment() > known["until"]:
        raise Refused(42001, "access_token expired")
    return account


def check_active(call: Call) -> None:
    """Refuse with 40003 for a stranger, 61010 for who was not there for two hours."""
    openid = call.body.get("openid")
    if call.state.person_by_openid(openid, call.account.appid) is None:
        raise Refused(40003, "invalid openid")
    seen = call.state.last_active.get(str(openid))
    if seen is None or clock.now() - seen > _ACTIVE:
        raise Refused(61010, "code is expired")


def _body(request: Request) -> dict[str, Any]:
    try:
        return msgspec.json.decode(request.body, type=dict[str, Any])
    except msgspec.MsgspecError as wrong:
        raise Refused(47001, "data format error") from wrong


def _warn_if_repeated(state: State, request: Request) -> None:
    if request.path not in _NOT_REPEATABLE:
        return
    digest = sm3(request.path.encode() + request.body).hex()
    request.ctx.digest = digest
    if digest in state.dropped:
        state.warn(f"{request.path} repeated after it had succeeded")

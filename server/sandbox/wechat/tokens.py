"""Access tokens: the stable pool, and the old call that makes a new one each time."""

from datetime import timedelta
from typing import Any

import msgspec
from sanic import Blueprint, HTTPResponse, Request

from server.core import clock
from server.sandbox.state import State, state_of
from server.sandbox.wechat import quotas
from server.sandbox.wechat.accounts import Account, find
from server.sandbox.wechat.answers import Refused, error, ok

LIFE, GRACE, EARLY = 7200, 300, 300
_FORCED_A_DAY, _FORCED_APART = 20, 30
_FETCHES_A_MINUTE = 2


def door() -> Blueprint:
    """The token door."""
    blueprint = Blueprint("wechat_tokens")
    blueprint.add_route(stable_token, "/cgi-bin/stable_token", methods=["GET", "POST"])
    blueprint.add_route(plain_token, "/cgi-bin/token", methods=["GET", "POST"])
    return blueprint


async def stable_token(request: Request) -> HTTPResponse:
    """The same token until shortly before its end; a forced one kills the old at once."""
    state = state_of(request)
    try:
        asked = _read(request)
        account = _account(state, asked)
        _warn_if_often(state, account)
        return ok(_stable(state, account, is_forced=asked.get("force_refresh") is True))
    except Refused as refused:
        return error(request, refused.code, refused.words)


async def plain_token(request: Request) -> HTTPResponse:
    """The old call: a new token each time, the one before holds 300 s more."""
    state = state_of(request)
    try:
        asked = {name: request.args.get(name) for name in request.args}
        account = _account(state, asked)
    except Refused as refused:
        return error(request, refused.code, refused.words)
    _warn_if_often(state, account)
    if account.appid in state.stable:
        state.warn("/cgi-bin/token used while stable is in use")
    value = _replace(state, f"legacy:{account.appid}", account)
    return ok({"access_token": value, "expires_in": LIFE})


def _read(request: Request) -> dict[str, Any]:
    if request.method != "POST":
        raise Refused(43002, "require POST method")
    try:
        return msgspec.json.decode(request.body, type=dict[str, Any])
    except msgspec.MsgspecError as wrong:
        raise Refused(47001, "data format error") from wrong


def _account(state: State, asked: dict[str, Any]) -> Account:
    if not asked.get("appid"):
        raise Refused(41002, "appid missing")
    if not asked.get("secret"):
        raise Refused(41004, "appsecret missing")
    if asked.get("grant_type") != "client_credential":
        raise Refused(40002, "invalid grant_type")
    account = find(state, asked["appid"])
    if account is None:
        raise Refused(40013, "invalid appid")
    if asked["secret"] != account.secret:
        raise Refused(40125, "invalid appsecret")
    quotas.count(state, account.appid, "/cgi-bin/stable_token")
    return account


def _stable(state: State, account: Account, *, is_forced: bool) -> dict[str, Any]:
    now = state.moment()
    kept = state.stable.setdefault(account.appid, {"value": "", "until": 0.0})
    if is_forced:
        state.warn("force_refresh")
        if _may_force(state, kept):
            state.tokens.pop(kept["value"], None)
            kept["until"] = 0.0
    if now > kept["until"] - EARLY:
        _replace(state, account.appid, account)
    return {"access_token": kept["value"], "expires_in": int(kept["until"] - now)}


def _may_force(state: State, kept: dict[str, Any]) -> bool:
    now, day = state.moment(), clock.today().isoformat()
    times = kept.get("forced_times", 0) if kept.get("forced_day") == day else 0
    if times >= _FORCED_A_DAY or now - kept.get("forced_at", 0.0) < _FORCED_APART:
        return False
    kept.update(forced_day=day, forced_times=times + 1, forced_at=now)
    return True


def _replace(state: State, pool: str, account: Account) -> str:
    now = state.moment()
    kept = state.stable.setdefault(pool, {"value": "", "until": 0.0})
    previous = state.tokens.get(kept["value"])
    if previous:
        previous["until"] = min(previous["until"], now + GRACE)
    value = f"91_{state.token(136)}"
    kept.update(value=value, until=now + LIFE)
    state.tokens[value] = {"appid": account.appid, "until": now + LIFE}
    return value


def revoke(state: State, appid: str, *, is_expired: bool) -> None:
    """End an account's tokens from the platform's side: unknown, or expired."""
    for value in [v for v, known in state.tokens.items() if known["appid"] == appid]:
        if is_expired:
            state.tokens[value]["until"] = state.moment() - 1
        else:
            del state.tokens[value]
    state.stable.pop(appid, None)


def _warn_if_often(state: State, account: Account) -> None:
    now = state.moment() + clock.offset() / timedelta(seconds=1)
    recent = [at for at in state.fetches.get(account.appid, []) if now - at < 60]
    state.fetches[account.appid] = [*recent, now]
    if len(recent) >= _FETCHES_A_MINUTE:
        state.warn("more than 2 token fetches in a minute")

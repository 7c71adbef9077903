"""Looking after an account: addresses, quotas, request ids."""

import re
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.sandbox.state import state_of
from server.sandbox.wechat import calls, quotas
from server.sandbox.wechat.accounts import find
from server.sandbox.wechat.answers import Refused, check_secret, error, ok

_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")


def door() -> Blueprint:
    """The operators' door."""
    blueprint = Blueprint("wechat_operations")
    calls.add(blueprint, "GET", "/cgi-bin/getcallbackip", addresses)
    calls.add(blueprint, "POST", "/cgi-bin/openapi/quota/get", quota)
    calls.add(blueprint, "POST", "/cgi-bin/openapi/rid/get", request_by_rid)
    calls.add(blueprint, "POST", "/cgi-bin/clear_quota", clear_quota)
    blueprint.add_route(clear_by_secret, "/cgi-bin/clear_quota/v2", methods=["POST"])
    return blueprint


async def addresses(call: calls.Call) -> dict[str, Any]:
    """Where pushes come from."""
    return {"ip_list": ["127.0.0.1"]}


async def quota(call: calls.Call) -> dict[str, Any]:
    """Today's quota of one API."""
    path = str(call.body.get("cgi_path", ""))
    if not path.startswith("/"):
        raise Refused(76021, "cgi_path not found")
    per_day, per_minute = quotas.limits(call.state, path)
    used = quotas.used(call.state, call.account.appid, path)
    told = {"daily_limit": per_day, "used": used, "remain": max(0, per_day - used)}
    rate = {"call_count": per_minute, "refresh_second": 60}
    return {"errcode": 0, "errmsg": "ok", "quota": told, "rate_limit": rate}


async def request_by_rid(call: calls.Call) -> dict[str, Any]:
    """The request that ended with an error."""
    rid = str(call.body.get("rid", ""))
    if not _RID.fullmatch(rid):
        raise Refused(76002, "invalid rid")
    if rid not in call.state.rids:
        raise Refused(76001, "rid not found")
    return {"errcode": 0, "errmsg": "ok", "request": call.state.rids[rid]}


async def clear_quota(call: calls.Call) -> dict[str, Any]:
    """Start the day's counters again."""
    if call.body.get("appid") != call.account.appid:
        raise Refused(40013, "invalid appid")
    quotas.clear(call.state, call.account.appid)
    return {"errcode": 0, "errmsg": "ok"}


async def clear_by_secret(request: Request) -> HTTPResponse:
    """The same by the account's secret."""
    state, asked = state_of(request), request.json or {}
    account = find(state, asked.get("appid"))
    try:
        account = check_secret(account, asked.get("appid"), asked.get("appsecret"))
        quotas.clear(state, account.appid)
    except Refused as refused:
        return error(request, refused.code, refused.words)
    return ok({"errcode": 0, "errmsg": "ok"})

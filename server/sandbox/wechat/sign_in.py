"""Signing in: login codes, session keys, phone codes."""

import base64
import hmac
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.core import clock
from server.sandbox.population import Person
from server.sandbox.state import State, state_of
from server.sandbox.wechat import calls
from server.sandbox.wechat.accounts import mini
from server.sandbox.wechat.answers import Refused, error, ok

_LIFE = 300
_PER_USER_A_MINUTE = 100


def door() -> Blueprint:
    """The sign-in door."""
    blueprint = Blueprint("wechat_sign_in")
    blueprint.add_route(code2session, "/sns/jscode2session", methods=["GET"])
    phone = "/wxa/business/getuserphonenumber"
    calls.add(blueprint, "POST", phone, phone_number, kind="mini")
    calls.add(blueprint, "GET", "/wxa/checksession", check_session, kind="mini")
    calls.add(blueprint, "GET", "/wxa/resetusersessionkey", reset_session_key, kind="mini")
    return blueprint


def new_code(state: State, person: Person, appid: str, kind: str = "login") -> str:
    """A single-use code for somebody."""
    code = "0" + state.token(31)
    state.codes[code] = {
        "id_no": person.id_no,
        "appid": appid,
        "kind": kind,
        "at": state.moment(),
        "used": False,
    }
    return code


def use_code(state: State, code: object, appid: str, kind: str) -> Person:
    """Who a code stands for. Refuses with 41008, 40029, 40163, 40226, 45011."""
    if not code:
        raise Refused(41008, "missing code")
    kept = state.codes.get(str(code))
    if kept is None or state.moment() - kept["at"] > _LIFE:
        raise Refused(40029, "invalid code")
    if kept["appid"] != appid or kept["kind"] != kind:
        raise Refused(40029, "invalid code")
    if kept["used"]:
        raise Refused(40163, "code been used")
    if kept["id_no"] in state.blocked:
        raise Refused(40226, "code blocked")
    _slow_down(state, kept["id_no"])
    kept["used"] = True
    return state.town.by_id_no[kept["id_no"]]


def _slow_down(state: State, id_no: str) -> None:
    key = (id_no, "login", f"{clock.now():%Y-%m-%dT%H:%M}")
    state.counters[key] = state.counters.get(key, 0) + 1
    if state.counters[key] > _PER_USER_A_MINUTE:
        raise Refused(45011, "api minute-quota reach limit, must slower, retry next minute,")


async def code2session(request: Request) -> HTTPResponse:
    """The order of checks is the real one: appid, secret, code."""
    state = state_of(request)
    if request.args.get("access_token"):
        state.warn("code2session with an access_token")
    try:
        return ok(_session(state, request), plain=True)
    except Refused as refused:
        return error(request, refused.code, refused.words, plain=True)


def _session(state: State, request: Request) -> dict[str, Any]:
    account = mini(state)
    if not request.args.get("appid"):
        raise Refused(41002, "appid missing")
    if request.args.get("appid") != account.appid:
        raise Refused(40013, "invalid appid")
    if not request.args.get("secret"):
        raise Refused(41004, "appsecret missing")
    if request.args.get("secret") != account.secret:
        raise Refused(40125, "invalid appsecret")
    code = request.args.get("js_code")
    person = use_code(state, code, account.appid, "login")
    openid = person.openid(account.appid)
    rotates = state.codes[code].get("rotate") or state.dice.random() < state.rules["rotation"]
    if rotates or openid not in state.session_keys:
        state.session_keys[openid] = base64.b64encode(state.dice.randbytes(16)).decode()
    state.active(openid)
    answer = {"session_key": state.session_keys[openid], "openid": openid}
    return answer if person.id_no in state.unbound else {**answer, "unionid": person.unionid}


def _session_checked(call: calls.Call) -> str:
    args = call.request.args
    if args.get("sig_method") != "hmac_sha256":
        raise Refused(87008, "invalid sig_method")
    openid = args.get("openid", "")
    key = call.state.session_keys.get(openid)
    if key is None:
        raise Refused(87007, "session_key is not existed or expired")
    expected = hmac.new(key.encode(), b"", "sha256").hexdigest()
    if args.get("signature") != expected:
        raise Refused(87009, "invalid signature")
    return str(openid)


async def check_session(call: calls.Call) -> dict[str, Any]:
    """Whether a stored session key is still the valid one."""
    _session_checked(call)
    return {"errcode": 0, "errmsg": "ok"}


async def reset_session_key(call: calls.Call) -> dict[str, Any]:
    """A new session key in place of the old."""
    openid = _session_checked(call)
    key = base64.b64encode(call.state.dice.randbytes(16)).decode()
    call.state.session_keys[openid] = key
    return {"errcode": 0, "errmsg": "ok", "openid": openid, "session_key": key}


async def phone_number(call: calls.Call) -> dict[str, Any]:
    """Exchange a phone code; a login code is not one, nor is somebody else's."""
    state, appid, code = call.state, call.account.appid, call.body.get("code")
    if not isinstance(code, str) or not code:
        raise Refused(47001, "data format error")
    kept = state.codes.get(code)
    if kept is None or kept["used"]:
        raise Refused(40029, "invalid code")
    given = call.body.get("openid")
    owner = state.town.by_id_no[kept["id_no"]]
    if kept["kind"] == "phone" and given not in (None, owner.openid(appid)):
        raise Refused(40013, "openid does not match the code")
    person = use_code(state, code, appid, "phone")
    return {"errcode": 0, "errmsg": "ok", "phone_info": _phone_info(state, person, appid)}


def _phone_info(state: State, person: Person, appid: str) -> dict[str, Any]:
    stamp = int(clock.real_now().timestamp())
    return {
        "phoneNumber": person.phone,
        "purePhoneNumber": person.phone,
        "countryCode": "86",
        "watermark": {"timestamp": stamp, "appid": appid},
    }

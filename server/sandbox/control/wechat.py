"""What people do in WeChat, and how the platform is set up."""

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.sandbox.control.people import one, user_code
from server.sandbox.population import Person
from server.sandbox.state import State, state_of
from server.sandbox.wechat import customer_service, pushing
from server.sandbox.wechat.accounts import Account, mini, service
from server.sandbox.wechat.messages import event, message
from server.sandbox.wechat.templates import known
from server.sandbox.wechat.tokens import revoke

_PLATFORM = "oPLATFORM0000000000000000001"
_SAID = {"say": "text", "image": "image", "card": "miniprogrampage"}
_DONE = {
    "enter": "user_enter_tempsession",
    "follow": "subscribe",
    "unfollow": "unsubscribe",
    "scan": "SCAN",
    "menu": "CLICK",
}
_ERASED = {"revoke": "user_authorization_revoke", "cancel": "user_authorization_cancellation"}


async def subscribe(request: Request, who: str = "") -> HTTPResponse:
    """Answer the permission pop-up; with `push`, its event follows.

    A template that nobody has added is taken as the account's own, with free keys.
    """
    state, asked = state_of(request), request.json
    person = one(request, who or asked["id_no"])
    entries = [
        _answer(state, person, str(template), asked)
        for template in asked.get("templates") or [asked["template"]]
    ]
    if asked.get("push", bool(who)):
        account = mini(state)
        listed = {"listed": ("SubscribeMsgPopupEvent", entries)}
        told = event(account, person.openid(account.appid), "subscribe_msg_popup_event", **listed)
        state.later(pushing.push(state, account, told, **asked.get("options", {})))
    key = (person.openid(state.settings.wechat_appid), entries[0]["TemplateId"])
    return json({"errMsg": "requestSubscribeMessage:ok", "credit": state.permits.get(key, 0)})


def _answer(state: State, person: Person, template: str, asked: dict[str, Any]) -> dict[str, Any]:
    if template not in known(state):
        kind = 3 if asked.get("kind") == "long" else 2
        state.templates[template] = {"title": "演示模板", "type": kind, "keys": None}
    key = (person.openid(state.settings.wechat_appid), template)
    answer = asked.get("answer", "accept")
    if answer == "accept":
        state.permits[key] = state.permits.get(key, 0) + 1
        state.refusals.discard(key)
    elif asked.get("always"):
        state.refusals.add(key)
    return {"TemplateId": template, "SubscribeStatusString": answer, "PopupScene": "0"}


async def unsubscribe(request: Request, who: str) -> HTTPResponse:
    """Switch a card off in the settings; the change event is pushed."""
    state, asked, account = state_of(request), request.json, mini(state_of(request))
    openid = one(request, who).openid(account.appid)
    state.refusals.add((openid, asked["template"]))
    entry = {"TemplateId": asked["template"], "SubscribeStatusString": "reject"}
    listed = {"listed": ("SubscribeMsgChangeEvent", [entry])}
    told = event(account, openid, "subscribe_msg_change_event", **listed)
    state.later(pushing.push(state, account, told, **asked.get("options", {})))
    return json({"ok": True})


async def does(request: Request, who: str, what: str) -> HTTPResponse:
    """What somebody does: a code as the client would get it, or something that is pushed.

    login_code, phone_code, oauth_code; say, image, card, enter (mini-program, or the service
    account with `account`); follow, unfollow, scan, menu (service account); revoke, cancel.
    """
    if what in {"login_code", "phone_code", "oauth_code"}:
        return await user_code(request, who, what)
    state, asked = state_of(request), request.json or {}
    account = service(state) if asked.get("account") == "service" else mini(state)
    if what in {"follow", "unfollow", "scan", "menu"}:
        account = service(state)
    person = one(request, who)
    openid = person.openid(account.appid)
    content = _content(state, account, openid, what, {**asked, "what": what})
    if content is None:
        return json({"error": "what"}, status=404)
    _notice(state, account, person, what)
    talk = state.talks.get(openid, {})
    human = talk.get("human_until")
    if what in {"say", "image", "card"} and human and human > clock.now():
        return json({"ok": True, "pushed": False, "msg_id": content["MsgId"]})
    state.later(pushing.push(state, account, content, **asked.get("options", {})))
    return json({"ok": True, "pushed": True, "msg_id": content.get("MsgId")})


def _notice(state: State, account: Account, person: Person, what: str) -> None:
    openid = person.openid(account.appid)
    state.active(openid)
    trigger = "say" if what in {"say", "image", "card"} else what
    if (trigger, account.kind) in customer_service.ALLOWANCES:
        customer_service.allow(state, openid, trigger, account.kind)
    if what in {"follow", "scan"}:
        state.followers.add(person.id_no)
    if what == "unfollow":
        state.followers.discard(person.id_no)


def _content(
    state: State, account: Account, openid: str, what: str, asked: dict[str, Any]
) -> dict[str, Any] | None:
    if what in _SAID:
        return message(account, openid, _SAID[what], state.message_id(), **_said(state, asked))
    if what in _DONE:
        key = str(asked.get("key", ""))
        session = {"SessionFrom": str(asked.get("session_from", ""))}
        fields = session if what == "enter" else {"EventKey": key}
        return event(account, openid, _DONE[what], **fields)
    if what in _ERASED:
        told = {"OpenID": openid, "AppID": account.appid}
        info = {"RevokeInfo": str(asked.get("info", "8")), "PluginID": "", "OpenPID": ""}
        fields = {**told, **info} if what == "revoke" else told
        return event(account, _PLATFORM, _ERASED[what], **fields)
    return None


def _said(state: State, asked: dict[str, Any]) -> dict[str, str]:
    match asked.get("what"):
        case "image":
            return {"PicUrl": "http://127.0.0.1/p.jpg", "MediaId": state.token(64)}
        case "card":
            return {"Title": "办件", "AppId": state.settings.wechat_appid,
                    "PagePath": str(asked.get("page", ""))}  # fmt: skip
    return {"Content": str(asked.get("text", ""))}


async def set_pushing(request: Request) -> HTTPResponse:
    """How pushes are made from now on: mode, format, shape, or a hostile option."""
    state_of(request).push.update(request.json)
    return json({"ok": True})


async def verify_url(request: Request) -> HTTPResponse:
    """Check the push address as the console does."""
    state = state_of(request)
    return json(await pushing.verify_address(state, mini(state)))


async def set_rules(request: Request) -> HTTPResponse:
    """Switch the platform's own behaviour (see `state.RULES`)."""
    state_of(request).rules.update(request.json)
    return json({"ok": True})


async def set_quota(request: Request) -> HTTPResponse:
    """Calls a day and a minute of one path."""
    asked = request.json
    limits = (int(asked.get("day", 10**9)), int(asked.get("minute", 10**9)))
    state_of(request).quotas[asked["path"]] = limits
    return json({"ok": True})


async def end_tokens(request: Request) -> HTTPResponse:
    """Revoke an account's tokens (40001), or with `expired` let them run out (42001)."""
    state, asked = state_of(request), request.json or {}
    appid = asked.get("appid") or state.settings.wechat_appid
    revoke(state, appid, is_expired=bool(asked.get("expired")))
    return json({"ok": True})


ROUTES = (
    ("POST", "/subscribe", subscribe),
    ("POST", "/user/<who:str>/subscribe", subscribe),
    ("POST", "/user/<who:str>/unsubscribe", unsubscribe),
    ("POST", "/user/<who:str>/<what:str>", does),
    ("POST", "/pushing", set_pushing),
    ("POST", "/verify_url", verify_url),
    ("POST", "/rules", set_rules),
    ("POST", "/quota", set_quota),
    ("POST", "/tokens/end", end_tokens),
)

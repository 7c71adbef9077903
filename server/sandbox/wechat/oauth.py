"""Signing in to the service account from a web page."""

from html import escape
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, redirect, text

from server.sandbox.state import State, state_of
from server.sandbox.wechat.accounts import service
from server.sandbox.wechat.answers import Refused, check_secret, error, ok
from server.sandbox.wechat.sign_in import new_code, use_code

_OURS = ("http://127.0.0.1", "http://localhost")
_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>沙盒：微信登录</title>
<style>body {{ font: 18px/1.6 system-ui, "Noto Sans SC", sans-serif; margin: 0 auto;
max-width: 30rem; padding: 16px; background: #f4f6f4; color: #1c2422; }}
a {{ display: block; padding: 12px 16px; margin: 8px 0; min-height: 28px; background: #fff;
border: 1px solid #d9dfdc; border-radius: 12px; color: inherit; overflow-wrap: anywhere; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0f1513; color: #e8edeb; }}
a {{ background: #18201e; border-color: #33403c; }} }}</style></head>
<body><h1>沙盒：您是谁？</h1><p>真的微信里没有这一页。人物都是虚构的，点一个名字就替他登录。</p>
{links}</body></html>"""


def door() -> Blueprint:
    """The OAuth door."""
    blueprint = Blueprint("wechat_oauth")
    blueprint.add_route(authorize, "/connect/oauth2/authorize", methods=["GET"])
    blueprint.add_route(oauth_token, "/sns/oauth2/access_token", methods=["GET"])
    blueprint.add_route(user_info, "/sns/userinfo", methods=["GET"])
    return blueprint


async def authorize(request: Request) -> HTTPResponse:
    """In place of WeChat's silent sign-in: pick who holds the phone."""
    state = state_of(request)
    names = ("appid", "redirect_uri", "response_type", "scope", "state")
    asked = {name: request.args.get(name, "") for name in names}
    if asked["appid"] != service(state).appid or asked["response_type"] != "code":
        return text("Oops! Something went wrong:( 40013", status=400)
    if not asked["redirect_uri"].startswith(_OURS):
        return text("redirect_uri 10003", status=400)
    chosen = state.town.by_id_no.get(request.args.get("as", ""))
    if chosen is None:
        return html(_PAGE.format(links=_links(state, asked)))
    code = new_code(state, chosen, asked["appid"], "oauth")
    mark = "&" if "?" in asked["redirect_uri"] else "?"
    query = urlencode({"code": code, "state": asked["state"]})
    return redirect(f"{asked['redirect_uri']}{mark}{query}")


def _links(state: State, asked: dict[str, str]) -> str:
    return "".join(
        f'<a href="?{escape(urlencode({**asked, "as": p.id_no}))}">{escape(p.name)}</a>'
        for home in state.town.stories.values()
        for p in home.members
    )


async def oauth_token(request: Request) -> HTTPResponse:
    """Exchange an OAuth code for the openid in the service account."""
    state = state_of(request)
    account = service(state)
    try:
        check_secret(account, request.args.get("appid"), request.args.get("secret"))
        person = use_code(state, request.args.get("code"), account.appid, "oauth")
    except Refused as refused:
        return error(request, refused.code, refused.words, plain=True)
    openid, value = person.openid(account.appid), state.token(120)
    state.web_tokens[value] = openid
    answer: dict[str, Any] = {
        "access_token": value,
        "expires_in": 7200,
        "refresh_token": state.token(120),
        "openid": openid,
        "unionid": person.unionid,
        "scope": "snsapi_base",
    }
    return ok(answer, plain=True)


async def user_info(request: Request) -> HTTPResponse:
    """The grey profile that WeChat still gives."""
    state = state_of(request)
    openid = state.web_tokens.get(request.args.get("access_token", ""))
    person = state.person_by_openid(openid, service(state).appid)
    if person is None or request.args.get("openid") != openid:
        return error(request, 40003, "invalid openid", plain=True)
    profile = {
        "openid": openid,
        "nickname": "微信用户",
        "headimgurl": "",
        "unionid": person.unionid,
    }
    return ok(profile, plain=True)

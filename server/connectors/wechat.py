"""WeChat's server API: one shared token, each call tried at most twice, every errcode typed."""

import contextlib
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx

from server.connectors.protocols import (
    Away,
    CodeRefused,
    OutcomeUnknown,
    SendRefused,
    WeChatIdentity,
)
from server.connectors.wechat_token import SharedToken
from server.core.config import Settings

_DEAD_TOKEN = frozenset({40001, 40014, 42001})
_BAD_CODE = frozenset({40029, 40163, 40226, 41008})
# Limits and configuration: certainly not done, and the person's permit is untouched.
_NOT_NOW = frozenset({45009, 45011, 43108, 40013, 40125, 40164, 41001, 48001, 50002})
_BUSY = -1
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class WeChatApi:
    """The mini-program's and the service account's API."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self._client = client
        self._base = settings.wechat_url
        self._settings = settings
        mini = (settings.wechat_appid, settings.wechat_secret)
        service = (settings.wechat_service_appid, settings.wechat_service_secret)
        self._tokens = {
            appid: SharedToken(settings, partial(self._fetch_token, appid, secret), appid)
            for appid, secret in (mini, service)
        }

    async def sign_in(self, code: str, appid: str) -> WeChatIdentity:
        """Exchange a login code; the session key never leaves this function."""
        query = {
            "appid": appid,
            "secret": self._settings.wechat_secret or "sandbox-secret",
            "js_code": code,
            "grant_type": "authorization_code",
        }
        return _identity(await self._read("/sns/jscode2session", query))

    def oauth_url(self, state: str, redirect: str) -> str:
        """Where a browser inside WeChat signs in with the service account."""
        query = {
            "appid": self._settings.wechat_service_appid,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        real = "https://open.weixin.qq.com"
        base = real if self._settings.is_production else self._base
        return f"{base}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    async def oauth_identity(self, code: str) -> WeChatIdentity:
        """Exchange an OAuth code of the service account."""
        query = {
            "appid": self._settings.wechat_service_appid,
            "secret": self._settings.wechat_service_secret or "sandbox-secret",
            "code": code,
            "grant_type": "authorization_code",
        }
        return _identity(await self._read("/sns/oauth2/access_token", query))

    async def send_subscribe(
        self, openid: str, template: str, page: str, data: Mapping[str, str]
    ) -> str:
        """Send one card on a permit of the person's."""
        body = {
            "touser": openid,
            "template_id": template,
            "page": page,
            "data": {name: {"value": value} for name, value in data.items()},
            "miniprogram_state": "formal" if self._settings.is_production else "developer",
            "lang": "zh_CN",
        }
        answer = await self._call("/cgi-bin/message/subscribe/send", body)
        return str(answer.get("msgid", ""))

    async def say(self, openid: str, appid: str, text: str, *, is_ai: bool) -> None:
        """A customer-service message; what a machine wrote is marked so."""
        body: dict[str, Any] = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        if is_ai:
            body["aimsgcontext"] = {"is_ai_msg": 1}
        await self._call("/cgi-bin/message/custom/send", body, appid)

    async def typing(self, openid: str, appid: str) -> None:
        """The dots; every refusal of them is harmless."""
        is_mini = appid == self._settings.wechat_appid
        path = "/cgi-bin/message/custom/" + ("business/typing" if is_mini else "typing")
        with contextlib.suppress(SendRefused, OutcomeUnknown, Away):
            await self._call(path, {"touser": openid, "command": "Typing"}, appid)

    async def _read(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        try:
            answer = await self._client.get(self._base + path, params=dict(query))
            return _json(answer)
        except httpx.HTTPError as broken:
            raise Away(system="wechat") from broken

    async def _call(self, path: str, body: Mapping[str, Any], appid: str = "") -> dict[str, Any]:
        """Call with the shared token; a dead one is renewed once and the call repeated once."""
        shared = self._tokens[appid or self._settings.wechat_appid]
        token = await shared.current()
        answer = await self._post(path, token, body)
        if _errcode(answer) in _DEAD_TOKEN:
            token = await shared.current(dead=token)
            answer = await self._post(path, token, body)
        return _checked(answer)

    async def _post(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._client.post(
                self._base + path, params={"access_token": token}, json=dict(body)
            )
            return _json(answer)
        except _NEVER_LEFT as broken:
            raise Away(system="wechat") from broken
        except (httpx.HTTPError, Away) as broken:
            # The request had left, and a broken answer says nothing: it may have been done.
            raise OutcomeUnknown(system="wechat") from broken

    async def _fetch_token(self, appid: str, secret: str) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": appid,
            "secret": secret or "sandbox-secret",
        }
        try:
            answer = _json(await self._client.post(self._base + "/cgi-bin/stable_token", json=body))
        except httpx.HTTPError as broken:
            raise Away(system="wechat") from broken
        token = answer.get("access_token")
        if not token:
            raise Away(system="wechat", errcode=answer.get("errcode"))
        return str(token), _number(answer.get("expires_in"))


def _json(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise Away(system="wechat")
    try:
        read = answer.json()
    except ValueError as wrong:
        raise Away(system="wechat") from wrong
    if not isinstance(read, dict):
        raise Away(system="wechat")
    return read


def _number(told: object) -> int:
    """WeChat now and then writes a number as text; anything else counts as none."""
    try:
        return int(str(told or 0))
    except ValueError:
        return 0


def _errcode(answer: Mapping[str, Any]) -> int:
    return _number(answer.get("errcode"))


def _identity(answer: Mapping[str, Any]) -> WeChatIdentity:
    code = _errcode(answer)
    if code in _BAD_CODE:
        raise CodeRefused(fields={"code": "field.code_wrong"})
    openid = answer.get("openid")
    if code or not openid:
        raise Away(system="wechat", errcode=code)
    return WeChatIdentity(str(openid), answer.get("unionid"))


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    code = _errcode(answer)
    if not code:
        return answer
    if code == _BUSY:
        raise OutcomeUnknown(system="wechat", errcode=code)
    if code in _NOT_NOW or code in _DEAD_TOKEN:
        raise Away(system="wechat", errcode=code)
    raise SendRefused(why=str(code))

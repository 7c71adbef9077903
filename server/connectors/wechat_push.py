"""Reading what WeChat pushes: our checks first, then wechatpy's cipher; one refusal for all else.

In safe mode `msg_signature` covers the body; `signature` does not and is never enough.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError

import msgspec
import xmltodict
from wechatpy.crypto.base import WeChatCipher

from server.core import clock
from server.core.config import Settings
from server.core.errors import NotAllowed
from server.core.privacy import sm3

WINDOW_SECONDS = 300
_REMEMBERED = 50_000
_BLOCK, _HEAD = 32, 20
_MOST_BODY = 64 * 1024
_NAMES = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "MsgId", "MsgID")
_LONGEST_NAME = 128


class PushRefused(NotAllowed):
    """Not signed by WeChat, stale, replayed, for another app, or no message at all."""

    code = "connectors.push_refused"


class PushReader:
    """Checks and opens pushes for one account: the mini-program, or the official account."""

    def __init__(self, settings: Settings, appid: str = "") -> None:
        self._token = settings.wechat_token or "sandbox-push-token"
        encoded = settings.wechat_aes_key or "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
        self._key = base64.b64decode(encoded + "=")
        self._appid = appid or settings.wechat_appid
        self._seen: OrderedDict[str, None] = OrderedDict()

    def echo(self, query: Mapping[str, str]) -> str:
        """Answer the check of the address. Raises PushRefused."""
        text = query.get("echostr", "")
        if "msg_signature" in query:
            self._check_signature(query, text)
            return self._open(text).decode(errors="replace")
        self._check_plain(query)
        return text

    def read(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The pushed message as a flat mapping. Raises PushRefused."""
        if len(body) > _MOST_BODY:
            raise PushRefused
        sealed = _parse(body).get("Encrypt")
        if not isinstance(sealed, str):
            raise PushRefused
        self._check_signature(query, sealed)
        self._check_fresh(query)
        message = _parse(self._open(sealed))
        if not all(_is_single(message.get(name)) for name in _NAMES):
            raise PushRefused
        if not isinstance(message.get("Content"), str | None):
            raise PushRefused
        return message

    def _check_signature(self, query: Mapping[str, str], sealed: str) -> None:
        expected = _sha1(self._token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
        if not hmac.compare_digest(expected.encode(), query.get("msg_signature", "").encode()):
            raise PushRefused

    def _check_plain(self, query: Mapping[str, str]) -> None:
        expected = _sha1(self._token, query.get("timestamp", ""), query.get("nonce", ""))
        if not hmac.compare_digest(expected.encode(), query.get("signature", "").encode()):
            raise PushRefused

    def _check_fresh(self, query: Mapping[str, str]) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (stamp.isascii() and stamp.isdecimal()) or len(stamp) > 12:  # noqa: PLR2004
            raise PushRefused
        if abs(clock.real_now().timestamp() - int(stamp)) > WINDOW_SECONDS:
            raise PushRefused
        seen = f"{stamp}:{nonce}"
        if seen in self._seen:
            raise PushRefused
        self._seen[seen] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _open(self, sealed: str) -> bytes:
        try:
            blob = base64.b64decode(sealed, validate=True)
            plain = WeChatCipher(self._key).decrypt(blob)
        except (binascii.Error, ValueError):
            raise PushRefused from None
        return self._content(plain)

    def _content(self, plain: bytes) -> bytes:
        pad = plain[-1] if plain else 0
        if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise PushRefused
        plain = plain[:-pad]
        if len(plain) < _HEAD:
            raise PushRefused
        (length,) = struct.unpack(">I", plain[16:_HEAD])
        content, appid = plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
        if len(content) != length or not hmac.compare_digest(appid, self._appid.encode()):
            raise PushRefused
        return content


def _is_single(value: object) -> bool:
    """One short name or number. A doubled XML element is a list: which was meant nobody can say."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_NAME and (value.isprintable() or not value)
    return value is None or isinstance(value, int)


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _parse(body: bytes) -> dict[str, Any]:
    """XML or JSON as a mapping; anything else, and any DTD, is refused."""
    try:
        if body.lstrip()[:1] == b"{":
            return msgspec.json.decode(body, type=dict[str, Any])
        parsed = xmltodict.parse(body, disable_entities=True)
    except (ExpatError, ValueError, msgspec.MsgspecError, RecursionError):
        raise PushRefused from None
    inner = parsed.get("xml") if isinstance(parsed, dict) else None
    if not isinstance(inner, dict):
        raise PushRefused
    return inner


def push_key(message: Mapping[str, Any]) -> str:
    """What tells one message from another: MsgId, or sender, time, event and the rest of it.

    Two cards that arrive in one second differ only in what their events list.
    """
    message_id = message.get("MsgId") or message.get("MsgID")
    if message_id:
        return f"msg:{message_id}"
    parts = (message.get(name, "") for name in ("FromUserName", "CreateTime", "Event"))
    rest = sm3(msgspec.json.encode(dict(message), order="sorted")).hex()[:16]
    return "event:" + ":".join((*(str(part) for part in parts), rest))

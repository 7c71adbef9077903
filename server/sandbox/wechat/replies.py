"""Reading what the service answered to a push, when it is not just `success`."""

import re
from datetime import timedelta

from server.core import clock
from server.sandbox.state import State
from server.sandbox.wechat.accounts import Account
from server.sandbox.wechat.crypto import decrypt, signature

_HUMAN = timedelta(minutes=30)
_PASSIVE = frozenset({"text", "image", "voice", "video", "music", "news"})


def understand(state: State, account: Account, openid: str, body: str) -> bool:
    """Act on a valid reply; in safe mode it has to be encrypted and signed."""
    plain = _opened(account, body) if state.push.get("mode", "safe") != "plain" else body
    kind = _field(plain, "MsgType")
    if kind == "transfer_customer_service":
        talk = state.talks.setdefault(openid, {})
        talk["human_until"] = clock.now() + _HUMAN
        return True
    if account.kind == "service" and kind in _PASSIVE:
        state.outbox.append(
            {
                "kind": "reply",
                "openid": openid,
                "text": _field(plain, "Content"),
                "at": clock.now().isoformat(),
            }
        )
        return True
    return False


def _opened(account: Account, body: str) -> str:
    sealed = _field(body, "Encrypt")
    parts = (_field(body, "TimeStamp"), _field(body, "Nonce"), sealed)
    if not sealed or _field(body, "MsgSignature") != signature(account.push_token, *parts):
        return ""
    try:
        message, appid = decrypt(account.key, sealed)
        return message.decode() if appid == account.appid else ""
    except ValueError:
        return ""


def _field(body: str, name: str) -> str:
    """One field of a reply of ours, XML or JSON; never of anything a stranger sent."""
    xml = re.search(rf"<{name}>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</{name}>", body, re.DOTALL)
    if xml:
        return xml[1] if xml[1] is not None else xml[2]
    text = re.search(rf'"{name}"\s*:\s*"?((?:[^"\\,}}]|\\.)*)', body)
    return text[1] if text else ""

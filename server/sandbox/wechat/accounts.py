"""The accounts that exist: one mini-program and one service account, in one Open Platform."""

import base64
from dataclasses import dataclass

from server.sandbox.state import State

_PUSH_TOKEN = "sandbox-push-token"  # noqa: S105
_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@dataclass(frozen=True)
class Account:
    """One account of the platform."""

    appid: str
    secret: str
    kind: str
    original_id: str
    push_token: str
    aes_key: str

    @property
    def key(self) -> bytes:
        """The EncodingAESKey, decoded."""
        return base64.b64decode(self.aes_key + "=")


def mini(state: State) -> Account:
    """The mini-program."""
    chosen = state.settings
    return _account(state, chosen.wechat_appid, chosen.wechat_secret, "mini")


def service(state: State) -> Account:
    """The service account."""
    chosen = state.settings
    return _account(state, chosen.wechat_service_appid, chosen.wechat_service_secret, "service")


def find(state: State, appid: object) -> Account | None:
    """The account of an appid."""
    return next((one for one in (mini(state), service(state)) if one.appid == appid), None)


def _account(state: State, appid: str, secret: str, kind: str) -> Account:
    return Account(
        appid=appid,
        secret=secret or "sandbox-secret",
        kind=kind,
        original_id="gh_0123456789ab" if kind == "mini" else "gh_ba9876543210",
        push_token=state.settings.wechat_token or _PUSH_TOKEN,
        aes_key=state.settings.wechat_aes_key or _AES_KEY,
    )

"""The exchange's signatures: HMAC-SM3 over method, path, timestamp, nonce and body digest."""

import hmac
from collections import OrderedDict
from collections.abc import Mapping

from server.connectors.protocols import CallbackRefused
from server.core import clock, ids
from server.core.privacy import hmac_sm3, sm3

WINDOW_SECONDS = 300
_NONCES = 100_000


def signature(key: bytes, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature as hexadecimal text."""
    text = "\n".join((method, path, timestamp, nonce, sm3(body).hex()))
    return hmac_sm3(key, text.encode()).hex()


def sign(client: str, key: bytes, method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers of one request."""
    timestamp, nonce = str(int(clock.real_now().timestamp())), ids.token()
    return {
        "X-Exchange-Client": client,
        "X-Exchange-Timestamp": timestamp,
        "X-Exchange-Nonce": nonce,
        "X-Exchange-Signature": signature(key, method, path, timestamp, nonce, body),
    }


class Checker:
    """Checks signatures of pushed answers: right, fresh, and seen for the first time."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._seen: OrderedDict[str, None] = OrderedDict()

    def check(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """Raises CallbackRefused."""
        given = {name.lower(): value for name, value in headers.items()}
        timestamp = given.get("x-exchange-timestamp", "")
        nonce = given.get("x-exchange-nonce", "")
        # Headers may carry any byte; text that is not plain ASCII was signed by nobody.
        told = given.get("x-exchange-signature", "")
        if not (timestamp + nonce + path + told).isascii() or not timestamp.isdecimal():
            raise CallbackRefused
        expected = signature(self._key, method, path, timestamp, nonce, body)
        if not nonce or not hmac.compare_digest(expected.encode(), told.encode()):
            raise CallbackRefused
        age = clock.real_now().timestamp() - int(timestamp)
        if abs(age) > WINDOW_SECONDS or nonce in self._seen:
            raise CallbackRefused
        self._seen[nonce] = None
        while len(self._seen) > _NONCES:
            self._seen.popitem(last=False)

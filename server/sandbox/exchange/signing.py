"""HMAC-SM3 over method, path, timestamp, nonce and body digest; both directions."""

import hmac

from sanic import HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.core.privacy import hmac_sm3, sm3
from server.sandbox.state import State, state_of

WINDOW = 300


def signature(key: bytes, method: str, path: str, stamp: str, nonce: str, body: bytes) -> str:
    """The signature in hexadecimal."""
    text = f"{method}\n{path}\n{stamp}\n{nonce}\n{sm3(body).hex()}"
    return hmac_sm3(key, text.encode()).hex()


def _key(state: State) -> bytes:
    return (state.settings.exchange_key or state.settings.sandbox_token).encode()


async def check_signature(request: Request) -> HTTPResponse | None:
    """Refuse what is not signed, stale, or sent twice."""
    state, given = state_of(request), request.headers
    stamp, nonce = given.get("x-exchange-timestamp", ""), given.get("x-exchange-nonce", "")
    path = request.path + (f"?{request.query_string}" if request.query_string else "")
    expected = signature(_key(state), request.method, path, stamp, nonce, request.body)
    right = hmac.compare_digest(
        expected.encode(), given.get("x-exchange-signature", "").encode(errors="replace")
    )
    ours = given.get("x-exchange-client") == state.settings.exchange_client
    now = clock.real_now().timestamp()
    fresh = stamp.isascii() and stamp.isdigit() and abs(now - int(stamp)) <= WINDOW
    if not (right and ours and fresh and nonce) or nonce in state.nonces:
        return json({"error": "signature"}, status=401)
    _remember(state, nonce, now)
    return None


def _remember(state: State, nonce: str, now: float) -> None:
    state.nonces[nonce] = now
    # Oldest first: what the window refuses anyway need not be remembered.
    while state.nonces and next(iter(state.nonces.values())) < now - 2 * WINDOW:
        state.nonces.pop(next(iter(state.nonces)))


def sign(state: State, path: str, body: bytes, *, is_broken: bool = False) -> dict[str, str]:
    """The headers of a call-back."""
    stamp = str(int(clock.real_now().timestamp()))
    # The time is in it: a sandbox started again with the same seed repeats no nonce.
    nonce = f"{stamp}{state.token(24)}"
    signed = signature(_key(state), "POST", path, stamp, nonce, body)
    return {
        "content-type": "application/json",
        "x-exchange-client": "exchange",
        "x-exchange-timestamp": stamp,
        "x-exchange-nonce": nonce,
        "x-exchange-signature": "0" * len(signed) if is_broken else signed,
    }

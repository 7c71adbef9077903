"""Passwords: what is strong enough, and scrypt digests made off the event loop."""

import asyncio
import base64
import hashlib
import hmac
import os
import re

from server.core.errors import Invalid

SHORTEST = 10
_KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]")
_N, _R, _P = 2**14, 8, 1


class PasswordWeak(Invalid):
    """Too short, or fewer than three of: small, capital, digit, sign."""

    code = "staff.password_weak"


def check_strength(password: str, *, but_not: str = "") -> None:
    """Refuse a weak password, and the one it takes the place of. Raises PasswordWeak."""
    kinds = sum(bool(re.search(kind, password)) for kind in _KINDS)
    if len(password) < SHORTEST or kinds < 3 or password == but_not:  # noqa: PLR2004
        raise PasswordWeak(fields={"password": "field.password_weak"})


async def digest(password: str) -> str:
    """The text to store of a password."""
    salt = os.urandom(16)
    made = await asyncio.to_thread(_scrypt, password, salt)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


async def matches(password: str, stored: str) -> bool:
    """Whether a password is the stored one."""
    _, salt, expected = stored.split("$")
    made = await asyncio.to_thread(_scrypt, password, base64.b64decode(salt))
    return hmac.compare_digest(made, base64.b64decode(expected))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)

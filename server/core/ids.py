"""Identifiers: time-ordered internal ids, random tokens, public numbers with a check character."""

import secrets
import uuid

from server.core import clock

# No 0/O, 1/I/L: numbers are read out over the telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new() -> uuid.UUID:
    """A fresh internal id: UUID version 7, so that indexes grow at one end."""
    millis = int(clock.real_now().timestamp() * 1000)
    value = (millis << 80) | (secrets.randbits(80))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


def token() -> str:
    """An opaque secret for sessions and links: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def digits(count: int) -> str:
    """A random decimal code, for example the six digits of an SMS code."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def public_no(prefix: str, length: int = 10) -> str:
    """A random public number such as `SQ7K2M9QWX4T`, last character checking the others."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(length - 1))
    return prefix + body + check_character(body)


def check_character(body: str) -> str:
    """ISO 7064-like check over the alphabet; catches one wrong or two swapped characters."""
    total = 0
    for character in body:
        total = (total + _ALPHABET.index(character)) * 2 % len(_ALPHABET)
    return _ALPHABET[-total % len(_ALPHABET)]

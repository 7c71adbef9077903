"""The chain's arithmetic: what a row's digest covers."""

from datetime import datetime
from typing import Any

import msgspec

from server.core.privacy import hmac_sm3

GENESIS = bytes(32)
CONTENT = ("id", "at", "written_at", "actor", "role", "action", "subject", "reason", "detail")


def digest(row: dict[str, Any], *, sequence: int, previous: bytes, key: bytes) -> bytes:
    """HMAC-SM3 over the row's content, its place and the digest before it."""
    content = [_plain(row[name]) for name in CONTENT]
    return hmac_sm3(key, previous + msgspec.json.encode([sequence, *content]))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

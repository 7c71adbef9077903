"""Sessions: opaque tokens whose digests we keep, one SELECT to know who asks, gone at once."""

from server.registry.sessions.codes import CodeWrong, new_code, use_code
from server.registry.sessions.service import (
    Session,
    of,
    open_for_account,
    open_for_person,
    open_for_staff,
    revoke,
    revoke_all,
    revoke_mandate,
    sweep,
)

__all__ = [
    "CodeWrong",
    "Session",
    "new_code",
    "of",
    "open_for_account",
    "open_for_person",
    "open_for_staff",
    "revoke",
    "revoke_all",
    "revoke_mandate",
    "sweep",
    "use_code",
]

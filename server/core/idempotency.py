"""Idempotency keys: the same request sent twice is done once and answered alike.

The key is scoped to actor and route. Claim, effect and stored answer share the caller's
transaction, so a crash leaves neither.
"""

import hashlib
from dataclasses import dataclass

from server.core import clock, database
from server.core.errors import Conflict, Invalid


class KeyReused(Invalid):
    """The same key came with another body."""

    code = "core.idempotency_key_reused"


class StillRunning(Conflict):
    """The first request with this key has not finished."""

    code = "core.idempotency_in_flight"


@dataclass(frozen=True)
class Kept:
    """The answer that was given the first time."""

    status: int
    answer: str


async def claim(*, actor: str, route: str, key: str, body: bytes) -> Kept | None:
    """Take the key (None: go ahead) or return the answer already given.

    Call inside the transaction of the effect. Raises KeyReused, StillRunning.
    """
    digest = hashlib.sha256(body).digest()
    # The advisory lock makes a second request see at once that the first is still running.
    taken = await database.fetch(
        "INSERT INTO idempotency_keys (actor, route, key, body_digest, claimed_at)"
        " SELECT $1, $2, $3, $4, $5"
        " WHERE pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2 || ' ' || $3, 0))"
        " ON CONFLICT DO NOTHING RETURNING key",
        actor,
        route,
        key,
        digest,
        clock.real_now(),
    )
    return None if taken else await _kept(actor, route, key, digest)


async def _kept(actor: str, route: str, key: str, digest: bytes) -> Kept:
    row = await database.fetch_one(
        "SELECT body_digest, status, answer FROM idempotency_keys"
        " WHERE actor = $1 AND route = $2 AND key = $3",
        actor,
        route,
        key,
    )
    if row is None or row["status"] is None:
        raise StillRunning
    if row["body_digest"] != digest:
        raise KeyReused
    return Kept(status=row["status"], answer=row["answer"])


async def keep(*, actor: str, route: str, key: str, status: int, answer: str) -> None:
    """Store the answer, in the same transaction as the effect."""
    await database.execute(
        "UPDATE idempotency_keys SET status = $4, answer = $5"
        " WHERE actor = $1 AND route = $2 AND key = $3",
        actor,
        route,
        key,
        status,
        answer,
    )

"""Writing an event in the caller's transaction."""

from server.core import clock, database
from server.core.events import Event, encode

CHANNEL = "outbox"


async def publish(event: Event) -> None:
    """Tell that something happened; must be called inside the transaction that made it so."""
    await database.execute(
        "WITH told AS (INSERT INTO outbox_events (event, subject, payload, published_at)"
        " VALUES ($1, $2, $3::text::jsonb, $4) RETURNING id)"
        " SELECT pg_notify($5, '') FROM told",
        event.name,
        event.subject,
        encode(event),
        clock.now(),
        CHANNEL,
    )

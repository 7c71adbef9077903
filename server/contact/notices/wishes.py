"""How somebody likes to be told: as usual, by SMS, or by a call; and who may call."""

from dataclasses import dataclass
from uuid import UUID

from server.contact.notices.errors import ChannelUnknown
from server.core import clock, database
from server.core.actors import Actor
from server.core.errors import NotSignedIn
from server.registry import audit

CHANNELS = ("auto", "sms", "call")


@dataclass(frozen=True)
class Wish:
    """`auto` is WeChat where allowed, else SMS; the village may call unless somebody says no."""

    channel: str = "auto"
    village_may_call: bool = True


async def wish_of(account_id: UUID) -> Wish:
    """What an account chose."""
    row = await database.fetch_one(
        "SELECT channel, village_may_call FROM contact_wishes WHERE account_id = $1", account_id
    )
    return Wish(**row) if row else Wish()


async def forget(by: Actor) -> None:
    """An account ends: its wishes and its permits for cards go. Call in a transaction."""
    for table in ("contact_wishes", "wechat_permits"):
        await database.execute(f"DELETE FROM {table} WHERE account_id = $1", by.account_id)


async def wish(by: Actor, wanted: Wish) -> None:
    """Keep what somebody chose for the notices to come. Raises ChannelUnknown."""
    if wanted.channel not in CHANNELS:
        raise ChannelUnknown(fields={"channel": "field.not_a_choice"})
    if by.account_id is None:
        raise NotSignedIn
    async with database.transaction():
        await database.execute(
            "INSERT INTO contact_wishes (account_id, channel, village_may_call, changed_at)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO UPDATE SET channel = $2,"
            " village_may_call = $3, changed_at = $4",
            by.account_id,
            wanted.channel,
            wanted.village_may_call,
            clock.now(),
        )
        detail: dict[str, object] = {"channel": wanted.channel}
        await audit.record(by, "choose-contact", f"account:{by.account_id}", detail=detail)

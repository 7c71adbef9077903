"""Whom an account serves besides its own person: those who share a phone."""

from uuid import UUID

from server.core import clock, database, ids
from server.core.actors import Actor
from server.registry import audit
from server.registry.people.models import Account, Person
from server.registry.people.service import of

DIGITS = 6


async def share(account_id: UUID, person_id: UUID, *, by: Actor) -> None:
    """Let an account serve one more person, whose real name was checked."""
    async with database.transaction():
        await database.execute(
            "INSERT INTO account_people (account_id, person_id, added_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (account_id, person_id) DO UPDATE SET removed_at = NULL, added_at = $3",
            account_id,
            person_id,
            clock.now(),
        )
        await audit.record(by, "share-account", f"person:{person_id}")


async def unshare(account_id: UUID, person_id: UUID, *, by: Actor) -> None:
    """This account no longer serves that person; its sessions for them end with it."""
    async with database.transaction():
        await database.execute(
            "UPDATE account_people SET removed_at = $3"
            " WHERE account_id = $1 AND person_id = $2 AND removed_at IS NULL",
            account_id,
            person_id,
            clock.now(),
        )
        await audit.record(by, "unshare-account", f"person:{person_id}")


async def sharing(account_id: UUID) -> list[Person]:
    """The people an account serves besides its own."""
    rows = await database.fetch(
        "SELECT person_id FROM account_people WHERE account_id = $1 AND removed_at IS NULL"
        " ORDER BY added_at",
        account_id,
    )
    return [await of(row["person_id"]) for row in rows]


async def card_for(person_id: UUID) -> UUID:
    """An account without phone or WeChat for somebody who has none: notices become visits."""
    account = await Account.create(
        id=ids.new(),
        person_id=person_id,
        language="zh_CN",
        care_mode=True,
        created_at=clock.now(),
    )
    return account.id


def knows_end(person: Person, given: str) -> bool:
    """Whether somebody knows how a citizen number ends: the last six characters."""
    return given.strip().replace(" ", "").upper() == person.id_no[-DIGITS:]

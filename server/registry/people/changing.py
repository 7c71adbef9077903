"""What somebody changes about themselves: phone, address; and closing the account."""

from uuid import UUID

from server.core import clock, database
from server.core.actors import Actor
from server.core.errors import Conflict, Invalid
from server.core.privacy import blind_index
from server.registry import audit
from server.registry.people.models import Account, AccountLogin, Person
from server.registry.people.service import PHONE, call_at_mobile

_LONGEST_ADDRESS = 100


class PhoneTaken(Conflict):
    """Another account signs in with this phone."""

    code = "people.phone_taken"


class AddressWrong(Invalid):
    """An address has words, and not too many."""

    code = "people.address_wrong"


async def change_phone(account_id: UUID, phone: str, *, by: Actor) -> None:
    """Sign in, and be told, at another phone, whose code was checked. Raises PhoneTaken."""
    try:
        async with database.transaction():
            account = await Account.select_for_update().get(id=account_id)
            account.phone, account.phone_index = phone, blind_index(phone, PHONE)
            await account.save(update_fields=["phone", "phone_index"])
            if account.person_id:
                await call_at_mobile(account.person_id, phone)
            await audit.record(by, "change-phone", f"account:{account_id}")
    except database.IntegrityError as doubled:
        if database.constraint_of(doubled) != "accounts_one_per_phone":
            raise
        raise PhoneTaken from doubled


async def change_address(person_id: UUID, address: str, *, by: Actor) -> None:
    """Where somebody lives now, in their own words. Raises AddressWrong."""
    words = address.strip()
    if not words or len(words) > _LONGEST_ADDRESS:
        raise AddressWrong(fields={"address": "field.too_long" if words else "field.missing"})
    async with database.transaction():
        await Person.filter(id=person_id).update(address=words)
        await audit.record(by, "change-address", f"person:{person_id}")


async def close(account_id: UUID, *, by: Actor) -> None:
    """End an account: its ways of signing in are erased, what the person filed stays.

    Call in a transaction. Closing twice is fine.
    """
    closed = await Account.filter(id=account_id, closed_at=None).update(
        closed_at=clock.now(), phone=None, phone_index=None
    )
    await AccountLogin.filter(account_id=account_id).delete()
    if closed:
        await audit.record(by, "close-account", f"account:{account_id}")

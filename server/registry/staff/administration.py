"""Taking staff on, giving them posts, helping those locked out, letting them go."""

from datetime import date
from uuid import UUID

import pyotp

from server.core import clock, database, ids
from server.core.actors import Actor, Role
from server.core.errors import Conflict, NotFound
from server.registry import audit, sessions
from server.registry.regions import RegionUnknown
from server.registry.staff import passwords
from server.registry.staff.models import Staff, StaffPost, StaffRelative
from server.registry.staff.service import SignInFailed


class LoginTaken(Conflict):
    """Somebody has that login."""

    code = "staff.login_taken"


class StaffUnknown(NotFound):
    """Nobody works here under that login."""

    code = "staff.unknown"


async def add(
    login: str, name: str, password: str, *, role: Role, region_code: str, by: Actor
) -> tuple[UUID, str]:
    """A new member of staff with one post; returns the id and the second factor's secret.

    Raises PasswordWeak, LoginTaken, RegionUnknown.
    """
    async with database.transaction():
        staff_id, secret = await enrol(login, name, password, by=by)
        await give_post(staff_id, role=role, region_code=region_code, by=by)
    return staff_id, secret


async def enrol(login: str, name: str, password: str, *, by: Actor) -> tuple[UUID, str]:
    """A new account without any post; returns the id and the second factor's secret.

    Raises PasswordWeak, LoginTaken.
    """
    passwords.check_strength(password)
    digest, secret, now = await passwords.digest(password), pyotp.random_base32(), clock.now()
    try:
        async with database.transaction():
            member = await Staff.create(
                id=ids.new(),
                login=login,
                name=name,
                password=digest,
                password_changed_at=now,
                totp=secret,
                totp_last_step=0,
                failures=0,
                created_at=now,
            )
            await audit.record(by, "add-staff", f"staff:{member.id}")
    except database.IntegrityError as taken:
        if database.constraint_of(taken) == "staff_login_key":
            raise LoginTaken from None
        raise
    return member.id, secret


async def give_post(
    staff_id: UUID, *, role: Role, region_code: str, by: Actor, until: date | None = None
) -> None:
    """A role in an area from today on, to a last day or for good. Raises RegionUnknown."""
    try:
        async with database.transaction():
            await StaffPost.create(
                id=ids.new(),
                staff_id=staff_id,
                role=role.value,
                region_code=region_code,
                starts_on=clock.today(),
                ends_on=until,
            )
            post: dict[str, object] = {"role": role.value, "region": region_code}
            await audit.record(by, "give-post", f"staff:{staff_id}", detail=post)
    except database.IntegrityError as unknown:
        if database.constraint_of(unknown) == "staff_posts_region_code_fkey":
            raise RegionUnknown(fields={"region": "field.region_unknown"}) from None
        raise


async def reset(login: str, password: str, *, by: Actor) -> str:
    """A new password and second factor for somebody locked out; returns the new secret.

    Whoever was signed in as them no longer is. Raises PasswordWeak, StaffUnknown.
    """
    passwords.check_strength(password)
    digest, secret = await passwords.digest(password), pyotp.random_base32()
    async with database.transaction():
        member = await _of_login(login)
        await Staff.filter(id=member.id).update(
            password=digest,
            password_changed_at=clock.now(),
            totp=secret,
            totp_last_step=0,
            failures=0,
            locked_until=None,
        )
        await sessions.revoke_all(f"staff:{member.id}")
        await audit.record(by, "reset-staff", f"staff:{member.id}")
    return secret


async def change_password(staff_id: UUID, old: str, new: str, *, by: Actor) -> None:
    """A new password chosen by its owner. Raises SignInFailed, PasswordWeak."""
    member = await Staff.get(id=staff_id)
    if not await passwords.matches(old, member.password):
        raise SignInFailed
    passwords.check_strength(new, but_not=old)
    digest = await passwords.digest(new)
    async with database.transaction():
        await Staff.filter(id=staff_id).update(password=digest, password_changed_at=clock.now())
        await audit.record(by, "change-password", f"staff:{staff_id}")


async def leave(login: str, *, by: Actor) -> None:
    """Somebody works here no longer, from this moment. Raises StaffUnknown."""
    async with database.transaction():
        member = await _of_login(login)
        await Staff.filter(id=member.id).update(left_on=clock.today())
        await sessions.revoke_all(f"staff:{member.id}")
        await audit.record(by, "leave", f"staff:{member.id}")


async def declare_relative(staff_id: UUID, person_id: UUID, relation: str, *, by: Actor) -> None:
    """Keep a relative's cases away from a member of staff."""
    async with database.transaction():
        await StaffRelative.get_or_create(
            staff_id=staff_id,
            person_id=person_id,
            defaults={"id": ids.new(), "relation": relation, "declared_at": clock.now()},
        )
        await audit.record(by, "declare-relative", f"staff:{staff_id}")


async def _of_login(login: str) -> Staff:
    member = await Staff.select_for_update().get_or_none(login=login)
    if member is None:
        raise StaffUnknown
    return member

"""Letting staff in: password, lock, second factor; every try leaves a row in the trail."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pyotp
from tortoise.expressions import Q

from server.core import clock, database
from server.core.actors import PUBLIC, Actor, Role
from server.core.errors import Invalid, NotSignedIn
from server.registry import audit
from server.registry.staff import passwords, queries
from server.registry.staff.models import Staff

MOST_FAILURES = 5
LOCK = timedelta(minutes=30)
PASSWORD_AGE = timedelta(days=90)
_STEP = 30
# Compared against when the login is unknown, so that both refusals take equally long.
_NOBODY = "scrypt$AAAAAAAAAAAAAAAAAAAAAA==$AAAA"


class SignInFailed(NotSignedIn):
    """Login, password or code is wrong; which of them is not told."""

    code = "staff.sign_in_failed"


class Locked(NotSignedIn):
    """Too many failures; the lock ends by itself."""

    code = "staff.locked"


class NoPost(Invalid):
    """A member of staff without a post today can do nothing."""

    code = "staff.no_post"


@dataclass(frozen=True)
class Known:
    """A member of staff and the role they act in."""

    id: UUID
    name: str
    role: Role
    is_password_old: bool
    office: str = ""


async def sign_in(login: str, password: str) -> Known:
    """First factor. Raises SignInFailed, Locked, NoPost."""
    member = await Staff.get_or_none(still_here(), login=login)
    if member and member.locked_until and member.locked_until > clock.real_now():
        raise Locked(until=clock.local(member.locked_until).strftime("%H:%M"))
    if not await passwords.matches(password, member.password if member else _NOBODY):
        if member:
            await _failed(member.id)
        raise SignInFailed
    if member is None:
        raise SignInFailed
    return await _known(member)


def still_here() -> Q:
    """The staff who have not left."""
    return Q(left_on=None) | Q(left_on__gt=clock.today())


async def check_second_factor(staff_id: UUID, code: str, post: str = "") -> Known:
    """Second factor; each time step counts once. `post` (`clerk 320699100`) says as what.

    Raises SignInFailed, Locked, NoPost.
    """
    async with database.transaction():
        member = await Staff.select_for_update().get_or_none(still_here(), id=staff_id)
        if member is None:
            raise SignInFailed
        if member.locked_until and member.locked_until > clock.real_now():
            raise Locked(until=clock.local(member.locked_until).strftime("%H:%M"))
        step = _step_of(member.totp, code.replace(" ", ""))
        if step is not None and step > member.totp_last_step:
            known = await _known(member, post)
            await Staff.filter(id=staff_id).update(totp_last_step=step, failures=0)
            await audit.record(
                Actor(f"staff:{staff_id}", known.role), "sign-in", f"staff:{staff_id}"
            )
            return known
    await _failed(staff_id)
    raise SignInFailed


def _step_of(secret: str, code: str) -> int | None:
    """The time step a code belongs to: the present one, or the one before or after."""
    present = int(clock.real_now().timestamp()) // _STEP
    totp = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


async def _failed(staff_id: UUID) -> None:
    async with database.transaction():
        await database.execute(
            "UPDATE staff SET failures = CASE WHEN failures + 1 >= $2 THEN 0 ELSE failures + 1 END,"
            " locked_until = CASE WHEN failures + 1 >= $2 THEN $3 ELSE locked_until END"
            " WHERE id = $1",
            staff_id,
            MOST_FAILURES,
            clock.real_now() + LOCK,
        )
        await audit.record(PUBLIC, "sign-in-failed", f"staff:{staff_id}")


async def _known(member: Staff, chosen: str = "") -> Known:
    held = [one for one in await queries.posts(member.id) if chosen in ("", one.code)]
    if not held:
        raise NoPost
    old = clock.now() - member.password_changed_at > PASSWORD_AGE
    first = held[0]
    return Known(member.id, member.name, first.role, is_password_old=old, office=first.region_code)

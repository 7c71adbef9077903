"""Rights: the security administrator gives and takes posts; administrators stay apart.

Whoever administers the system, its security or its audit holds no other post: each sees what the
others do, and none sees a case.
"""

from datetime import date, timedelta
from uuid import UUID

from server.core import clock, database
from server.core.actors import ADMIN_ROLES, STAFF_ROLES, Actor, Role
from server.core.errors import Conflict, Invalid, NotAllowed
from server.registry import audit, sessions
from server.registry.staff.administration import StaffUnknown, give_post
from server.registry.staff.models import Staff
from server.registry.staff.queries import posts


class RolesClash(Conflict):
    """An administrator holds that one post and no other."""

    code = "staff.roles_clash"


class PostInvalid(Invalid):
    """No such role for staff, or nobody holds that post."""

    code = "staff.post_invalid"


async def grant_post(
    login: str, *, role: Role, region_code: str, by: Actor, until: date | None = None
) -> None:
    """Give somebody else a role in an area.

    Raises StaffUnknown, PostInvalid, RolesClash, RegionUnknown, NotAllowed.
    """
    if role not in STAFF_ROLES:
        raise PostInvalid(fields={"role": "field.not_a_choice"})
    async with database.transaction():
        member = await _locked(login)
        if member.id == by.staff_id:
            raise NotAllowed
        held = {post.role for post in await posts(member.id) if post.stands_for is None}
        if (held - {role}) & ADMIN_ROLES or (held - {role} and role in ADMIN_ROLES):
            raise RolesClash
        await give_post(member.id, role=role, region_code=region_code, by=by, until=until)


async def end_post(login: str, post: str, *, by: Actor) -> None:
    """Take a post (`clerk 320699100`) back from this moment. Raises StaffUnknown, PostInvalid."""
    role, _, region = post.partition(" ")
    async with database.transaction():
        member = await _locked(login)
        rows = await database.fetch(
            "UPDATE staff_posts SET ends_on = $4 WHERE staff_id = $1 AND role = $2"
            " AND region_code = $3 AND (ends_on IS NULL OR ends_on > $4) RETURNING id",
            member.id,
            role,
            region,
            clock.today() - timedelta(days=1),
        )
        if not rows:
            raise PostInvalid(fields={"post": "field.not_a_choice"})
        await sessions.revoke_all(f"staff:{member.id}")
        told: dict[str, object] = {"post": post}
        await audit.record(by, "end-post", f"staff:{member.id}", detail=told)


async def unlock(login: str, *, by: Actor) -> UUID:
    """End a lock early. Raises StaffUnknown."""
    async with database.transaction():
        member = await _locked(login)
        await Staff.filter(id=member.id).update(failures=0, locked_until=None)
        await audit.record(by, "unlock", f"staff:{member.id}")
    found: UUID = member.id
    return found


async def _locked(login: str) -> Staff:
    member = await Staff.select_for_update().get_or_none(login=login)
    if member is None:
        raise StaffUnknown
    return member

"""Accounts and rights: kept by two administrators, neither of whom sees a case."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from sanic import Blueprint

from server.core.actors import Actor, Role
from server.registry import staff
from server.web.access import only
from server.web.api.shapes import Answer, Asked, RegionCode, Text
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff_members", url_prefix="/staff")
_ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
Login = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9._-]{1,39}$")]
StaffRole = Literal[
    "village_helper", "clerk", "head", "county_reviewer", "county_approver", "manager", "auditor",
    "system_admin", "security_admin", "audit_admin",
]  # fmt: skip


class MemberLine(Answer, frozen=True):
    """Somebody who works here; a post reads `clerk 320699100`."""

    login: str
    name: str
    is_locked: bool
    posts: list[str]


class MemberList(Answer, frozen=True):
    """Everybody, by login."""

    members: list[MemberLine]


class Enrolled(Asked, frozen=True):
    """A new account; it has no right until the security administrator gives one."""

    login: Login
    name: Text
    password: Text


class NewPassword(Asked, frozen=True):
    """A temporary password."""

    password: Text


class Secret(Answer, frozen=True):
    """The second factor's secret, told this once."""

    login: str
    secret: str


class PostGiven(Asked, frozen=True):
    """A role in an area, to a last day or for good."""

    role: StaffRole
    region: RegionCode
    until: date | None = None


class PostTaken(Asked, frozen=True):
    """The post to take back, as it is listed."""

    post: Text


@blueprint.get("/members")
@only(*_ADMINS)
@endpoint()
async def members() -> MemberList:
    """Everybody who works here."""
    return MemberList(
        members=[
            MemberLine(
                login=one.login, name=one.name, is_locked=one.is_locked, posts=list(one.posts)
            )
            for one in await staff.listed()
        ]
    )


@blueprint.post("/members")
@only(Role.SYSTEM_ADMIN)
@endpoint(status=201)
async def enrol(asked: Enrolled, by: Actor) -> Secret:
    """A new account without any right."""
    _, secret = await staff.enrol(asked.login, asked.name, asked.password, by=by)
    return Secret(login=asked.login, secret=secret)


@blueprint.post("/members/<login:str>/reset")
@only(Role.SYSTEM_ADMIN)
@endpoint()
async def reset(login: str, asked: NewPassword, by: Actor) -> Secret:
    """A new password and second factor."""
    return Secret(login=login, secret=await staff.reset(login, asked.password, by=by))


@blueprint.delete("/members/<login:str>")
@only(Role.SYSTEM_ADMIN)
@endpoint()
async def leave(login: str, by: Actor) -> None:
    """Somebody works here no longer."""
    await staff.leave(login, by=by)


@blueprint.post("/members/<login:str>/unlock")
@only(Role.SECURITY_ADMIN)
@endpoint()
async def unlock(login: str, by: Actor) -> None:
    """End a lock early."""
    await staff.unlock(login, by=by)


@blueprint.post("/members/<login:str>/posts")
@only(Role.SECURITY_ADMIN)
@endpoint()
async def give_post(login: str, asked: PostGiven, by: Actor) -> None:
    """Give a right."""
    await staff.grant_post(
        login, role=Role(asked.role), region_code=asked.region, until=asked.until, by=by
    )


@blueprint.post("/members/<login:str>/posts/end")
@only(Role.SECURITY_ADMIN)
@endpoint()
async def end_post(login: str, asked: PostTaken, by: Actor) -> None:
    """Take a right back."""
    await staff.end_post(login, asked.post, by=by)

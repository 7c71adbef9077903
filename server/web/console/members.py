"""Staff accounts: the system administrator keeps them, the security administrator gives rights.

Neither can do the other's part, and neither sees a case.
"""

from datetime import date

from sanic import Blueprint, HTTPResponse, Request

from server.core.actors import STAFF_ROLES, Actor, Role
from server.core.errors import Refusal
from server.registry import regions, staff
from server.web import page
from server.web.access import only
from server.web.console import forms, frame
from server.web.console.words import ROLES
from server.web.errors import Problem

blueprint = Blueprint("console_members", url_prefix="/staff")
_SAID = {
    "left": "已注销，登录马上失效",
    "given": "已给岗位",
    "ended": "岗位已收回",
    "unlocked": "已解锁",
}


@blueprint.get("/")
@only(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """Everybody who works here, and what this administrator may do."""
    return await _page(request, by)


async def _page(
    request: Request,
    by: Actor,
    problem: Problem | None = None,
    status: int = 200,
    *,
    secret: tuple[str, str] | None = None,
) -> HTTPResponse:
    return await frame.render(
        request,
        "console/members.html",
        by,
        status=status,
        problem=problem,
        told=_SAID.get(request.args.get("told", ""), ""),
        rows=[_row(member) for member in await staff.listed()],
        roles=[(role.value, ROLES[role]) for role in Role if role in STAFF_ROLES],
        keeps_accounts=by.role is Role.SYSTEM_ADMIN,
        secret=secret,
        given={name: forms.field(request, name) for name in (request.form or {})},
    )


def _row(member: staff.Listed) -> dict[str, object]:
    posts = [tuple(post.split(" ", 1)) for post in member.posts]
    return {
        "login": member.login,
        "name": member.name,
        "is_locked": member.is_locked,
        "posts": [
            {"code": f"{role} {code}", "words": f"{regions.of(code).name} · {ROLES[Role(role)]}"}
            for role, code in posts
        ],
    }


@blueprint.post("/")
@only(Role.SYSTEM_ADMIN)
async def enrol(request: Request, by: Actor) -> HTTPResponse:
    """A new account, without any right yet; its second factor is shown once."""
    login = forms.field(request, "login")
    try:
        _, secret = await staff.enrol(
            login, forms.field(request, "name"), forms.field(request, "password"), by=by
        )
    except Refusal as refused:
        return await _page(request, by, *frame.told(request, refused))
    return await _page(request, by, secret=(login, secret))


@blueprint.post("/<login:str>/reset")
@only(Role.SYSTEM_ADMIN)
async def reset(request: Request, login: str, by: Actor) -> HTTPResponse:
    """A new password and second factor for somebody locked out."""
    try:
        secret = await staff.reset(login, forms.field(request, "password"), by=by)
    except Refusal as refused:
        return await _page(request, by, *frame.told(request, refused))
    return await _page(request, by, secret=(login, secret))


@blueprint.post("/<login:str>/leave")
@only(Role.SYSTEM_ADMIN)
async def leave(_: Request, login: str, by: Actor) -> HTTPResponse:
    """Somebody works here no longer."""
    await staff.leave(login, by=by)
    return page.see("/console/staff/?told=left")


@blueprint.post("/<login:str>/unlock")
@only(Role.SECURITY_ADMIN)
async def unlock(_: Request, login: str, by: Actor) -> HTTPResponse:
    """End a lock early."""
    await staff.unlock(login, by=by)
    return page.see("/console/staff/?told=unlocked")


@blueprint.post("/<login:str>/posts")
@only(Role.SECURITY_ADMIN)
async def give_post(request: Request, login: str, by: Actor) -> HTTPResponse:
    """Give a right: a role in an area, to a last day or for good."""
    until = forms.field(request, "until")
    try:
        await staff.grant_post(
            login,
            role=_role(request),
            region_code=forms.field(request, "region"),
            until=date.fromisoformat(until) if until else None,
            by=by,
        )
    except ValueError:
        refused = staff.PostInvalid(fields={"role": "field.not_a_choice"})
        return await _page(request, by, *frame.told(request, refused))
    except Refusal as refused:
        return await _page(request, by, *frame.told(request, refused))
    return page.see("/console/staff/?told=given")


def _role(request: Request) -> Role:
    return Role(forms.field(request, "role"))


@blueprint.post("/<login:str>/posts/end")
@only(Role.SECURITY_ADMIN)
async def end_post(request: Request, login: str, by: Actor) -> HTTPResponse:
    """Take a right back, from this moment."""
    await staff.end_post(login, forms.field(request, "post"), by=by)
    return page.see("/console/staff/?told=ended")

"""Signing in to the console: password, then the authenticator's code."""

from sanic import Blueprint, HTTPResponse, Request

from server.core.actors import STAFF_ROLES, Actor
from server.core.errors import Refusal
from server.registry import regions, staff
from server.web import access, page, sign_in
from server.web.access import anyone, only
from server.web.console import forms, frame, places
from server.web.console.words import ROLES

blueprint = Blueprint("console_gate")
_STAFF = tuple(STAFF_ROLES)


@blueprint.get("/")
@anyone
async def console(request: Request) -> HTTPResponse:
    """The console begins with what somebody works on."""
    return page.see(places.first_of(access.visitor(request)))


@blueprint.get("/sign-in")
@anyone
async def ask_password(request: Request) -> HTTPResponse:
    """First factor."""
    return page.render(request, "console/sign_in.html", problem=None, login="")


@blueprint.post("/sign-in")
@anyone
async def take_password(request: Request) -> HTTPResponse:
    """A right password leads to the second factor."""
    login = forms.field(request, "login")
    try:
        opened = await sign_in.by_password(request, login, forms.field(request, "password"))
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return page.render(
            request, "console/sign_in.html", status=status, problem=problem, login=login
        )
    return sign_in.give_cookie(request, page.see("/console/second-factor"), opened)


@blueprint.get("/second-factor")
@only(*_STAFF, stage="second_factor")
async def ask_code(request: Request, by: Actor) -> HTTPResponse:
    """Second factor."""
    return page.render(request, "console/second_factor.html", problem=None, posts=await _posts(by))


async def _posts(by: Actor) -> list[dict[str, str]]:
    """What one may act as today, one's own post first, then those one stands in for."""
    held = await staff.posts(by.staff_id) if by.staff_id else []
    names = await staff.names_of([post.stands_for for post in held if post.stands_for])
    return [
        {
            "value": post.code,
            "words": f"{regions.of(post.region_code).name} · {ROLES.get(post.role, post.role)}"
            + (f"（替{names[post.stands_for]}）" if post.stands_for else ""),
        }
        for post in held
    ]


@blueprint.post("/second-factor")
@only(*_STAFF, stage="second_factor")
async def take_code(request: Request, by: Actor) -> HTTPResponse:
    """A right code opens the console."""
    code = forms.field(request, "code").replace(" ", "")
    try:
        opened = await sign_in.by_second_factor(request, by, code, forms.field(request, "post"))
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return page.render(
            request,
            "console/second_factor.html",
            status=status,
            problem=problem,
            posts=await _posts(by),
        )
    return sign_in.give_cookie(request, page.see(places.first_of(opened[1].actor)), opened)


@blueprint.post("/sign-out")
@anyone
async def leave(request: Request) -> HTTPResponse:
    """End the session."""
    await sign_in.sign_out(request)
    return sign_in.take_cookie(request, page.see("/console/sign-in"))

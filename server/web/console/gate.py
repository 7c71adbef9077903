"""Signing in to the console: password, then the authenticator's code."""

from sanic import Blueprint, HTTPResponse, Request

from server.core.actors import STAFF_ROLES, Actor
from server.core.errors import Refusal
from server.web import access, page, sign_in
from server.web.access import anyone, only
from server.web.console import forms, frame, places

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
    del by
    return page.render(request, "console/second_factor.html", problem=None, posts=())


@blueprint.post("/second-factor")
@only(*_STAFF, stage="second_factor")
async def take_code(request: Request, by: Actor) -> HTTPResponse:
    """A right code opens the console."""
    code = forms.field(request, "code").replace(" ", "")
    try:
        opened = await sign_in.by_second_factor(request, by, code)
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return page.render(
            request, "console/second_factor.html", status=status, problem=problem, posts=()
        )
    return sign_in.give_cookie(request, page.see(places.first_of(by)), opened)


@blueprint.post("/sign-out")
@anyone
async def leave(request: Request) -> HTTPResponse:
    """End the session."""
    await sign_in.sign_out(request)
    return sign_in.take_cookie(request, page.see("/console/sign-in"))

"""Residents' sessions: by WeChat code or by SMS code, and their end."""

from datetime import datetime

from sanic import Blueprint, Request

from server.core.actors import Role
from server.web import sign_in
from server.web.access import anyone, only
from server.web.api.shapes import Answer, Asked, Code, Digits, Phone
from server.web.endpoint import endpoint

blueprint = Blueprint("api_sessions", url_prefix="/sessions")


class WeChatCode(Asked, frozen=True):
    """What `wx.login` gave the mini-program."""

    code: Code
    appid: str | None = None


class CodeWanted(Asked, frozen=True):
    """A phone that should receive a code."""

    phone: Phone


class CodeSent(Answer, frozen=True):
    """The same for every phone, known or not."""

    wait_seconds: int


class CodeUsed(Asked, frozen=True):
    """A phone and the code it received."""

    phone: Phone
    code: Digits


class SessionOpened(Answer, frozen=True):
    """A Bearer token and until when it stands unused."""

    token: str
    expires_at: datetime
    is_bound: bool


def opened(given: sign_in.Opened) -> SessionOpened:
    """A fresh session as an answer."""
    token, session = given
    is_bound = session.actor.person_id is not None
    return SessionOpened(token=token, expires_at=session.expires_at, is_bound=is_bound)


@blueprint.post("/wechat")
@anyone
@endpoint(status=201)
async def by_wechat(request: Request, asked: WeChatCode) -> SessionOpened:
    """Sign in with a mini-program code."""
    return opened(await sign_in.by_wechat(request, asked.code, asked.appid))


@blueprint.post("/codes")
@anyone
@endpoint(status=202)
async def send_code(request: Request, asked: CodeWanted) -> CodeSent:
    """Send a six-digit code to a phone."""
    await sign_in.send_code(request, asked.phone)
    return CodeSent(wait_seconds=sign_in.CODE_WAIT_SECONDS)


@blueprint.post("/sms")
@anyone
@endpoint(status=201)
async def by_code(request: Request, asked: CodeUsed) -> SessionOpened:
    """Sign in with a phone and its code."""
    return opened(await sign_in.by_code(request, asked.phone, asked.code))


@blueprint.delete("/current")
@only(Role.RESIDENT)
@endpoint()
async def sign_out(request: Request) -> None:
    """End this session."""
    await sign_in.sign_out(request)

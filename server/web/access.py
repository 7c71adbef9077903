"""Who may: a mark on every handler, and the actor behind a request.

Three doors: `/api/` by Bearer token, `/console` by the cookie `otc`, every other page by the
cookie `ot`. Cookies travel by themselves, so writes through a cookie door must prove that our
own page sent them: Origin or Sec-Fetch-Site, and a token known to page and session only.
"""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Literal
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request

from server.core import ids
from server.core.actors import PUBLIC, Actor, Role
from server.core.config import settings
from server.core.errors import NotAllowed, NotSignedIn
from server.registry import sessions
from server.web.finishing import finish

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
Stage = Literal["second_factor", "full"]

RESIDENT_COOKIE = "ot"
CONSOLE_COOKIE = "otc"
VISITOR_COOKIE = "otv"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = "Bearer "


class SecondFactorNeeded(NotSignedIn):
    """The password was right; the code of the second factor is still to come."""

    code = "web.second_factor_needed"


class NotOurPage(NotAllowed):
    """A write came by cookie, but not from a page of ours, or from one left open too long."""

    code = "web.not_our_page"


@dataclass(frozen=True)
class Access:
    """Who may use a handler; no roles means anyone."""

    roles: frozenset[Role]
    stage: Stage = "full"

    @property
    def is_public(self) -> bool:
        """True where nobody has to sign in."""
        return not self.roles


def only(*roles: Role, stage: Stage = "full") -> Callable[[Handler], Handler]:
    """Let a handler be used by these roles only; it is passed the actor as `by`."""

    def mark(handler: Handler) -> Handler:
        access = Access(frozenset(roles), stage)

        async def checked(request: Request, **values: Any) -> HTTPResponse:
            session = await session_of(request)
            if session is None:
                raise NotSignedIn
            _check(session, access)
            await check_csrf(request)
            return await _run(handler, request, by=session.actor, **values)

        return _marked(checked, handler, access)

    return mark


def anyone(handler: Handler) -> Handler:
    """Let a handler be used without signing in; pages may still ask `visitor`."""

    async def open_to_all(request: Request, **values: Any) -> HTTPResponse:
        if not is_api(request):
            await session_of(request)
            await check_csrf(request)
        return await _run(handler, request, **values)

    return _marked(open_to_all, handler, Access(frozenset()))


def machine(handler: Handler) -> Handler:
    """Let a handler be used by another system that signs each request itself; no cookie counts."""

    async def signed_by_itself(request: Request, **values: Any) -> HTTPResponse:
        return await _run(handler, request, **values)

    return _marked(signed_by_itself, handler, Access(frozenset()))


def _marked(outer: Handler, handler: Handler, access: Access) -> Handler:
    update_wrapper(outer, handler)
    # Sanic follows `__wrapped__` and would miss the request in a typed handler's signature.
    del outer.__wrapped__  # type: ignore[attr-defined]
    outer.access = access  # type: ignore[attr-defined]
    return outer


async def _run(handler: Handler, request: Request, **values: Any) -> HTTPResponse:
    if request.method in _READING or hasattr(handler, "reads_only") or _is_streamed(request):
        return await handler(request, **values)
    return await finish(lambda: handler(request, **values))


def _is_streamed(request: Request) -> bool:
    """Whether the handler reads the body itself; then it must see the client go away."""
    return request.route is not None and hasattr(request.route.handler, "is_stream")


def reads_only(handler: Handler) -> Handler:
    """Mark a POST that writes nothing: a client that goes away may stop it."""
    handler.reads_only = True  # type: ignore[attr-defined]
    return handler


def is_api(request: Request) -> bool:
    """Whether the request came through the door for programs."""
    return request.path.startswith("/api/")


def cookie_of(request: Request) -> str:
    """The name of the session cookie that counts at this address."""
    return CONSOLE_COOKIE if request.path.startswith("/console") else RESIDENT_COOKIE


async def session_of(request: Request) -> sessions.Session | None:
    """The session behind a request, read once; None when there is none that stands."""
    if not hasattr(request.ctx, "session"):
        token = token_of(request)
        session = await sessions.of(token) if token else None
        request.ctx.session = session
        request.ctx.actor = session.actor if session else None
    found: sessions.Session | None = request.ctx.session
    return found


def visitor(request: Request) -> Actor:
    """Who looks at a page: the signed-in actor, or the public."""
    actor: Actor | None = getattr(request.ctx, "actor", None)
    return actor or PUBLIC


def token_of(request: Request) -> str:
    """The session token a request carries through its door, or nothing."""
    if is_api(request):
        given = request.headers.get("authorization", "")
        return given[len(_BEARER) :].strip() if given.startswith(_BEARER) else ""
    return (request.cookies.get(cookie_of(request)) or "") if "cookie" in request.headers else ""


def _check(session: sessions.Session, access: Access) -> None:
    if session.stage != access.stage:
        raise SecondFactorNeeded if access.stage == "full" else NotSignedIn
    if session.actor.role not in access.roles:
        raise NotAllowed


def csrf(request: Request) -> str:
    """The token a form must send back in the field `csrf`; sets the visitor's cookie if needed."""
    session = getattr(request.ctx, "session", None)
    if session is not None:
        return str(session.csrf)
    return str(_visitor_token(request))


def _visitor_token(request: Request) -> str:
    token: str | None = getattr(request.ctx, "visitor_token", None)
    if token is None:
        token = (request.cookies.get(VISITOR_COOKIE) or "") or ids.token()
        request.ctx.visitor_token = token
    return token


async def check_csrf(request: Request) -> None:
    """Refuse a write through a cookie door that no page of ours sent. Raises NotOurPage."""
    if request.method in _READING or is_api(request):
        return
    check_origin(request)
    if not _is_streamed(request):
        form: Any = request.form or {}
        check_token(request, request.headers.get(CSRF_HEADER) or form.get(CSRF_FIELD) or "")


def check_origin(request: Request) -> None:
    """Refuse what a browser says comes from another site. Raises NotOurPage."""
    fetched = request.headers.get("sec-fetch-site", "")
    if fetched and fetched not in {"same-origin", "none"}:
        raise NotOurPage
    origin = request.headers.get("origin", "")
    if origin and origin != "null" and urlsplit(origin).netloc not in _our_hosts(request):
        raise NotOurPage


def _our_hosts(request: Request) -> set[str]:
    return {request.headers.get("host", ""), urlsplit(settings().base_url).netloc}


def check_token(request: Request, given: str) -> None:
    """Compare a form's token with the session's or the visitor's. Raises NotOurPage."""
    session = getattr(request.ctx, "session", None)
    known = session.csrf if session else (request.cookies.get(VISITOR_COOKIE) or "")
    if not known or not hmac.compare_digest(known.encode(), given.encode()):
        raise NotOurPage


def set_cookie(answer: HTTPResponse, name: str, value: str, *, seconds: int) -> None:
    """A cookie scripts cannot read and other sites' forms do not send."""
    answer.add_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        secure=settings().is_production,
        samesite="Lax",
    )


def keep_visitor(request: Request, answer: HTTPResponse) -> None:
    """Give a visitor whose page holds a form the cookie its token is compared with."""
    token = getattr(request.ctx, "visitor_token", None)
    if token and request.cookies.get(VISITOR_COOKIE) != token:
        set_cookie(answer, VISITOR_COOKIE, token, seconds=86_400)

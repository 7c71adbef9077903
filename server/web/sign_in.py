"""Signing in and out: WeChat, SMS code, OAuth on H5, staff with a second factor.

The same functions serve the API (the token goes out in JSON) and the pages (in a cookie). None of
them tells whether a phone or a login is known.
"""

import hmac
import logging
import re
from typing import ClassVar
from uuid import UUID

from sanic import HTTPResponse, Request

from server.connectors import CodeRefused, World
from server.core import ids, privacy, rate_limit
from server.core.actors import Actor
from server.core.config import settings
from server.core.errors import Invalid, NotSignedIn
from server.registry import delegations, people, sessions, staff
from server.web import access
from server.web.envelope import address_of
from server.web.finishing import later

log = logging.getLogger(__name__)

Opened = tuple[str, sessions.Session]
OAUTH_COOKIE = "oto"
CODE_WAIT_SECONDS = 60
_OAUTH_SECONDS = 600
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MOBILE = re.compile(r"1[3-9]\d{9}").fullmatch
_DEVICE = 60


class PhoneInvalid(Invalid):
    """Not a mobile number of eleven digits."""

    code = "web.phone_invalid"


class DigitsWrong(Invalid):
    """Not how this person's citizen number ends."""

    code = "web.digits_wrong"


class StateMismatch(NotSignedIn):
    """The way back from WeChat does not belong to this browser."""

    code = "web.oauth_state"
    status: ClassVar[int] = 403


def world_of(request: Request) -> World:
    """The outside world this app was built with."""
    found: World = request.app.ctx.world
    return found


def device_of(request: Request) -> str:
    """What the session list may show of a browser: the start of its name, no address."""
    return privacy.scrub(request.headers.get("user-agent", ""))[:_DEVICE]


async def by_wechat(request: Request, code: str, appid: str | None = None) -> Opened:
    """Open a session for who WeChat says holds this mini-program code."""
    await rate_limit.check("wechat", address_of(request), limit=120, seconds=_MINUTE)
    chosen = appid or settings().wechat_appid
    if chosen != settings().wechat_appid:
        raise CodeRefused(fields={"appid": "field.not_a_choice"})
    seen = await world_of(request).wechat.sign_in(code, chosen)
    account = await people.account_for_openid("wechat-mini", chosen, seen.openid, seen.unionid)
    return await sessions.open_for_account(account.id, device_of(request))


async def send_code(request: Request, phone: str) -> None:
    """Send a six-digit code; known and unknown phones are treated alike. Raises AskedTooOften."""
    _check_phone(phone)
    who = privacy.blind_index(phone, "sign_in.phone").hex()
    await rate_limit.check("code.address", address_of(request), limit=60, seconds=_HOUR)
    await rate_limit.check("code.day", who, limit=10, seconds=_DAY)
    await rate_limit.check("code.minute", who, limit=1, seconds=CODE_WAIT_SECONDS)
    code = await sessions.new_code(phone)
    # Nobody waits for the gateway: its pace must not tell which phones it knows either.
    later(world_of(request).sms.send(phone, "sign_in", {"code": code}, ids.token()))


async def by_code(request: Request, phone: str, code: str) -> Opened:
    """Open a session for who holds this phone; a new phone gets a new account."""
    _check_phone(phone)
    who = privacy.blind_index(phone, "sign_in.phone").hex()
    await rate_limit.check("use.address", address_of(request), limit=120, seconds=_HOUR)
    await rate_limit.check("use.phone", who, limit=10, seconds=_HOUR)
    await sessions.use_code(phone, code)
    account = await people.account_for_phone(phone)
    return await sessions.open_for_account(account.id, device_of(request))


async def change_phone(request: Request, phone: str, code: str, by: Actor) -> None:
    """Another phone for an account, once its code is right. Raises PhoneTaken."""
    _check_phone(phone)
    if by.account_id is None:
        raise NotSignedIn
    who = privacy.blind_index(phone, "sign_in.phone").hex()
    await rate_limit.check("use.address", address_of(request), limit=120, seconds=_HOUR)
    await rate_limit.check("use.phone", who, limit=10, seconds=_HOUR)
    await sessions.use_code(phone, code)
    await people.change_phone(by.account_id, phone, by=by)


def digits(text: str) -> str:
    """A number as typed on a phone: without blanks and hyphens, full-width digits made plain."""
    plain = text.translate({0xFF10 + n: str(n) for n in range(10)})
    return plain.replace(" ", "").replace("-", "").removeprefix("+86")


def _check_phone(phone: str) -> None:
    if not _MOBILE(phone):
        raise PhoneInvalid(fields={"phone": "field.wrong_form"})


def to_oauth(request: Request, back: str) -> HTTPResponse:
    """Send a browser inside WeChat to its sign-in; the state is bound to this browser."""
    state = ids.token()
    redirect = f"{settings().base_url}/sign-in/wechat/back"
    address = world_of(request).wechat.oauth_url(state, redirect)
    answer = HTTPResponse(status=303, headers={"location": address})
    access.set_cookie(answer, OAUTH_COOKIE, f"{state} {back}", seconds=_OAUTH_SECONDS)
    return answer


async def by_oauth(request: Request, code: str, state: str) -> tuple[Opened, str]:
    """Open a session on the way back from WeChat; also where to go on. Raises StateMismatch."""
    kept, _, back = (request.cookies.get(OAUTH_COOKIE) or "").partition(" ")
    if not kept or not hmac.compare_digest(kept.encode(), state.encode()):
        raise StateMismatch
    await rate_limit.check("oauth", address_of(request), limit=120, seconds=_MINUTE)
    seen = await world_of(request).wechat.oauth_identity(code)
    appid = settings().wechat_service_appid
    account = await people.account_for_openid("wechat-service", appid, seen.openid, seen.unionid)
    return await sessions.open_for_account(account.id, device_of(request)), back


async def serve(request: Request, by: Actor, to: str, digits: str) -> Opened:
    """Serve another of an account's people from now on: known again, in a fresh session.

    `to` is `self`, the person's id, or a mandate's number. The old session ends, so that no page
    left open writes for the wrong person. Raises PersonUnknown, DigitsWrong.
    """
    await rate_limit.check("serve", by.id, limit=20, seconds=_HOUR)
    if by.account_id is None:
        raise people.PersonUnknown
    person_id, mandate_no = await _served(by.account_id, to)
    if not people.knows_end(await people.of(person_id), digits):
        raise DigitsWrong(fields={"digits": "field.digits_wrong"})
    opened = await sessions.open_for_person(
        by.account_id, person_id, mandate_no=mandate_no, device=device_of(request)
    )
    await sign_out(request)
    return opened


async def _served(account_id: UUID, to: str) -> tuple[UUID, str | None]:
    account = await people.account_of(account_id)
    if account.person_id is not None:
        if to == "self":
            return account.person_id, None
        for mandate in await delegations.held_by(account.person_id):
            if mandate.mandate_no == to:
                return mandate.person_id, to
    for person in await people.sharing(account_id):
        if str(person.id) == to:
            return person.id, None
    raise people.PersonUnknown


async def by_password(request: Request, login: str, password: str) -> Opened:
    """First step for staff: a session that can do nothing but give the second factor."""
    await rate_limit.check("staff.address", address_of(request), limit=60, seconds=_HOUR)
    await rate_limit.check("staff.login", login, limit=20, seconds=_HOUR)
    known = await staff.sign_in(login, password)
    return await sessions.open_for_staff(
        known.id, known.role, stage="second_factor", device=device_of(request)
    )


async def by_second_factor(request: Request, by: Actor, code: str, post: str = "") -> Opened:
    """Second step for staff: a full session in place of the first one."""
    await rate_limit.check("staff.code", by.id, limit=10, seconds=_HOUR)
    if by.staff_id is None:
        raise NotSignedIn
    known = await staff.check_second_factor(by.staff_id, code, post)
    opened = await sessions.open_for_staff(
        known.id, known.role, stage="full", device=device_of(request), office=known.office
    )
    await sign_out(request)
    return opened


def give_cookie(request: Request, answer: HTTPResponse, opened: Opened) -> HTTPResponse:
    """Put a session's token into this door's cookie."""
    token, session = opened
    access.set_cookie(answer, access.cookie_of(request), token, seconds=session.seconds_left)
    return answer


async def sign_out(request: Request) -> None:
    """End the session behind a request."""
    token = access.token_of(request)
    if token:
        await sessions.revoke(token)


def take_cookie(request: Request, answer: HTTPResponse) -> HTTPResponse:
    """Remove this door's cookie."""
    answer.delete_cookie(access.cookie_of(request))
    return answer

"""Notices, and the permits for WeChat cards."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sanic import Blueprint, Request

from server.contact import notices
from server.core.actors import Actor, Role
from server.core.config import settings
from server.registry import people
from server.web.access import only
from server.web.api.shapes import Answer, Asked, Code
from server.web.endpoint import endpoint
from server.web.language import language_of

blueprint = Blueprint("api_notices", url_prefix="/notices")


class NoticeLine(Answer, frozen=True):
    """One notice."""

    id: UUID
    title: str
    body: str
    case_no: str | None
    created_at: datetime
    is_read: bool


class NoticeList(Answer, frozen=True):
    """One's notices, newest first."""

    notices: list[NoticeLine]
    unread: int


class PermitAsked(Asked, frozen=True):
    """What was answered to `wx.requestSubscribeMessage`; `tap` tells one tap from another."""

    template: Code
    answer: Literal["accept", "reject"]
    tap: Code


class PermitKept(Answer, frozen=True):
    """How many cards may be sent now."""

    left: int


@blueprint.get("/")
@only(Role.RESIDENT)
@endpoint()
async def listed(request: Request, by: Actor) -> NoticeList:
    """My notices."""
    found = await notices.of_account(by, language_of(request))
    return NoticeList(
        notices=[
            NoticeLine(
                id=notice.id,
                title=notice.title,
                body=notice.body,
                case_no=notice.case_no,
                created_at=notice.created_at,
                is_read=notice.is_read,
            )
            for notice in found
        ],
        unread=await notices.unread(by),
    )


class Wished(Asked, frozen=True):
    """How I like to be told: `auto` (WeChat, else SMS), `sms`, or `call`."""

    channel: Literal["auto", "sms", "call"]
    village_may_call: bool = True


class WishKept(Answer, frozen=True):
    """How I am told now."""

    channel: str
    village_may_call: bool


@blueprint.get("/wish")
@only(Role.RESIDENT)
@endpoint()
async def my_wish(by: Actor) -> WishKept:
    """How I am told now."""
    return await _wish(by)


@blueprint.put("/wish")
@only(Role.RESIDENT)
@endpoint()
async def choose(asked: Wished, by: Actor) -> WishKept:
    """Choose how I am told from now on."""
    await notices.wish(by, notices.Wish(asked.channel, asked.village_may_call))
    return await _wish(by)


async def _wish(by: Actor) -> WishKept:
    held = await notices.wish_of(by.account_id) if by.account_id else notices.Wish()
    return WishKept(channel=held.channel, village_may_call=held.village_may_call)


@blueprint.post("/<notice_id:uuid>/read")
@only(Role.RESIDENT)
@endpoint()
async def read(notice_id: UUID, by: Actor) -> None:
    """Note that I have seen it."""
    await notices.mark_read(by, notice_id)


@blueprint.post("/permits")
@only(Role.RESIDENT)
@endpoint()
async def permit(asked: PermitAsked, by: Actor) -> PermitKept:
    """Tell what I answered when asked whether a card may be sent."""
    appid, left = settings().wechat_appid, 0
    if by.account_id is None:
        return PermitKept(left=0)
    for openid in await people.logins_of(by.account_id, appid):
        await notices.permit(
            by.account_id,
            appid=appid,
            openid=openid,
            template=asked.template,
            reason="accepted" if asked.answer == "accept" else "rejected",
            once_key=f"tap:{openid}:{asked.tap}:{asked.template}",
        )
        left += await notices.balance(openid, asked.template)
    return PermitKept(left=left)

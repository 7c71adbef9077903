"""Talking with the assistant: one message in, its answer out; anybody may, signed in or not."""

from typing import Annotated, Any

import msgspec
from sanic import Blueprint, Request

from server.contact import assistant
from server.contact.assistant import Replied, Spoken
from server.contact.conversations import Body
from server.core import rate_limit
from server.core.actors import PUBLIC, Actor
from server.web import access
from server.web.access import anyone
from server.web.api.shapes import Answer, Asked, LongText
from server.web.endpoint import KEY_HEADER, endpoint
from server.web.envelope import address_of
from server.web.language import language_of

blueprint = Blueprint("api_assistant", url_prefix="/assistant")
# A flood stops here; no person and no waiting room behind one address comes near.
_SECONDS, _OF_ADDRESS, _OF_CONVERSATION = 10, 20_000, 1_000
_MOST_KEY = 128


class MessageSent(Asked, frozen=True):
    """What somebody says; `conversation` goes on with an earlier one."""

    text: LongText
    conversation: Annotated[str, msgspec.Meta(min_length=1, max_length=128)] | None = None


class ActionView(Answer, frozen=True):
    """A button: `open` a page of ours, `call` a number (tel:), or `person`."""

    kind: str
    label: str
    target: str
    values: dict[str, Any]


class SourceView(Answer, frozen=True):
    """Where an answer comes from: document, clause, and since when."""

    title: str
    clause: str
    dated: str


class ReplyView(Answer, frozen=True):
    """One reply; a choice is said by sending its text."""

    text: str
    choices: list[str]
    actions: list[ActionView]
    sources: list[SourceView]


class UnderstandingView(Answer, frozen=True):
    """What was understood. `item` and `crisis` are null when there is none."""

    intent: str
    item: str | None
    confidence: float
    slots: dict[str, Any]
    crisis: str | None


class MessageAnswered(Answer, frozen=True):
    """The replies; `handed_over` once a person has the conversation or will."""

    conversation: str
    replies: list[ReplyView]
    understanding: UnderstandingView
    handed_over: bool


@blueprint.post("/messages")
@anyone
@endpoint()
async def send(request: Request, asked: MessageSent) -> MessageAnswered:
    """Say something to the assistant, and be answered."""
    _not_too_often(request, asked)
    by = await _speaker(request)
    key = (request.headers.get(KEY_HEADER) or "")[:_MOST_KEY] or None
    spoken = Spoken(asked.text, asked.conversation, language=language_of(request), once_key=key)
    return answered(await assistant.reply(spoken, by))


def _not_too_often(request: Request, asked: MessageSent) -> None:
    """Refuse a flood; a cry for help is heard even in one."""
    try:
        who = address_of(request)
        rate_limit.check_here("assistant", who, limit=_OF_ADDRESS, seconds=_SECONDS)
        if asked.conversation:
            rate_limit.check_here(
                "talk", asked.conversation, limit=_OF_CONVERSATION, seconds=_SECONDS
            )
    except rate_limit.AskedTooOften:
        if not assistant.is_danger(asked.text):
            raise


async def _speaker(request: Request) -> Actor:
    """Who speaks; staff and ended sessions speak as anybody."""
    await access.session_of(request)
    by = access.visitor(request)
    return by if by.account_id is not None else PUBLIC


def answered(replied: Replied) -> MessageAnswered:
    """An answer in the form of the API."""
    understood = replied.understanding
    return MessageAnswered(
        conversation=replied.key,
        replies=[_reply(body) for body in replied.said],
        understanding=UnderstandingView(
            intent=understood.intent,
            item=understood.item,
            confidence=understood.confidence,
            slots=understood.slots,
            crisis=understood.crisis,
        ),
        handed_over=replied.is_handed_over,
    )


def _reply(body: Body) -> ReplyView:
    return ReplyView(
        text=body.text,
        choices=list(body.choices),
        actions=[ActionView(**action) for action in body.actions],
        sources=[SourceView(**source) for source in body.sources],
    )

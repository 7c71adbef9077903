"""Talking on the phone: a page that needs no script, a person at any moment, danger first."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.contact import assistant, conversations
from server.contact.assistant import Spoken
from server.contact.conversations import Conversation, ConversationUnknown, Line
from server.core import clock, rate_limit
from server.core.actors import Actor
from server.web import access, page
from server.web.access import anyone, reads_only
from server.web.envelope import address_of
from server.web.language import language_of
from server.web.pages.showing import show, typed

blueprint = Blueprint("chat", url_prefix="/chat")
COOKIE = "otk"
_DAY, _MINUTE = 86_400, 60
_MOST_TEXT = 500
_DANGER_SHOWN = timedelta(minutes=30)
_STREAM_SECONDS, _BEAT_SECONDS = 600, 15.0


@dataclass(frozen=True)
class Talk:
    """A conversation as its page shows it."""

    conversation: Conversation | None
    lines: tuple[Line, ...] = ()
    danger: Line | None = None
    promised: str = ""

    @property
    def last_id(self) -> int:
        """The newest message shown."""
        return self.lines[-1].id if self.lines else 0

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be tapped now: the choices of the last answer."""
        return self.lines[-1].body.choices if self.lines else ()


@blueprint.get("/")
@anyone
async def talk(request: Request) -> HTTPResponse:
    """What was said so far; talk of danger is shown at once and never again."""
    shown = await _talk_of(request)
    answer = await _page(request, shown)
    if shown.conversation is None and request.cookies.get(COOKIE):
        answer.delete_cookie(COOKIE)
    return answer


async def _page(request: Request, shown: Talk) -> HTTPResponse:
    if shown.danger is not None:
        return await show(request, "chat_danger.html", danger=shown.danger, talk=shown)
    return await show(request, "chat.html", talk=shown)


async def _talk_of(request: Request, key: str | None = None) -> Talk:
    """The talk a phone has open; whoever stands in for somebody else sees none."""
    by, known = access.visitor(request), key or request.cookies.get(COOKIE)
    if not known or by.mandate is not None:
        return Talk(None)
    try:
        found = await conversations.of_key(known, by.account_id)
    except ConversationUnknown:
        return Talk(None)
    lines = await conversations.transcript(found.id, with_hidden=True)
    shown = tuple(line for line in lines if not line.is_hidden)
    return Talk(found, shown, _danger_in(lines), _promised(request, found))


def _danger_in(lines: list[Line]) -> Line | None:
    """The answer to a cry for help that was the last thing said, while it is fresh."""
    last = lines[-1] if lines else None
    fresh = last is not None and last.at is not None and last.at > clock.now() - _DANGER_SHOWN
    return last if last is not None and last.is_hidden and fresh else None


def _promised(request: Request, found: Conversation) -> str:
    if not found.is_handed_over or found.answer_by is None:
        return ""
    return conversations.when_words(found.answer_by, clock.now(), language_of(request))


@blueprint.post("/")
@anyone
async def say(request: Request) -> HTTPResponse:
    """Say something; a tap on a choice says it."""
    text = (typed(request, "choice") or typed(request, "text"))[:_MOST_TEXT]
    if not text:
        return page.see("/chat")
    return await _said(request, text)


@blueprint.post("/call")
@anyone
async def call(request: Request) -> HTTPResponse:
    """Be called back: a person by phone, at a promised time."""
    return await _said(request, f"给我回电话，{typed(request, 'phone')[:40]}")


async def _said(request: Request, text: str) -> HTTPResponse:
    by = access.visitor(request)
    if not assistant.is_danger(text):
        await rate_limit.check("chat", address_of(request), limit=120, seconds=_MINUTE)
    key = await _reply(request, by, text)
    answer = page.see("/chat#last")
    if page.is_part(request):
        answer = await _part(request, await _talk_of(request, key))
    access.set_cookie(answer, COOKIE, key, seconds=_DAY)
    return answer


async def _part(request: Request, shown: Talk) -> HTTPResponse:
    """The talk alone, where a script asked; danger takes the whole page."""
    if shown.danger is None:
        return await show(request, "_talk.html", talk=shown)
    return HTTPResponse(status=204, headers={"hx-redirect": "/chat"})


async def _reply(request: Request, by: Actor, text: str) -> str:
    """Answered in the conversation this phone has open, or in a new one."""
    spoken = Spoken(
        text,
        request.cookies.get(COOKIE),
        channel="h5",
        language=language_of(request),
        is_care=page.is_care(request),
        once_key=typed(request, "once")[:64] or None,
    )
    try:
        return (await assistant.reply(spoken, by)).key
    except ConversationUnknown:
        begun = Spoken(text, None, "h5", spoken.language, spoken.is_care)
        return (await assistant.reply(begun, by)).key


@blueprint.post("/leave")
@anyone
@reads_only
async def leave(request: Request) -> HTTPResponse:
    """Put the talk away at once: nothing of it stays on this phone."""
    answer = page.see("/" if typed(request, "to") == "home" else "/chat")
    answer.delete_cookie(COOKIE)
    return answer


@blueprint.get("/news")
@anyone
async def news(request: Request) -> Any:
    """A person's words as they come; the page works without, by looking again."""
    shown = await _talk_of(request)
    given = request.args.get("after") or ""
    after = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0  # noqa: PLR2004
    stream: Any = await request.respond(content_type="text/event-stream")
    ends = clock.monotonic() + _STREAM_SECONDS
    while shown.conversation and clock.monotonic() < ends and not request.app.ctx.is_stopping:
        for line in await conversations.transcript(shown.conversation.id, after=after):
            after = line.id
            if line.author in {"person", "event"}:
                await stream.send(_event(request, line))
        await conversations.news.wait(_BEAT_SECONDS)
        await stream.send(": still here\n\n")
        await asyncio.sleep(0)
    await stream.eof()
    return stream


def _event(request: Request, line: Line) -> str:
    drawn = page.render(request, "pages/_bubble.html", line=line).body or b""
    data = "".join(f"data: {part}\n" for part in drawn.decode().splitlines())
    return f"id: {line.id}\n{data}\n"

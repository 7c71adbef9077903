"""Rendering residents' pages: what every one of them knows besides its own matter."""

from typing import Any

from sanic import HTTPResponse, Request

from server.contact import notices
from server.core.errors import Invalid
from server.web import access, page
from server.web.errors import field_words
from server.web.language import language_of
from server.web.pages.words import Words, options


async def show(
    request: Request, template: str, /, *, status: int = 200, **context: Any
) -> HTTPResponse:
    """A page with its words, its unread count and the options of its questions."""
    by = access.visitor(request)
    words = words_of(request)
    return page.render(
        request,
        f"pages/{template}",
        status=status,
        **{
            "unread": await notices.unread(by) if by.account_id else 0,
            "w": words,
            "t": words.text,
            "options": options,
            **context,
        },
    )


def words_of(request: Request) -> Words:
    """The words of a request's language."""
    return Words(language_of(request))


def field_texts(request: Request, wrong: dict[str, str]) -> dict[str, str]:
    """What to say beside each field that is wrong."""
    language = language_of(request)
    return {key.removeprefix("facts."): field_words(code, language) for key, code in wrong.items()}


def texts_of(request: Request, refusal: Invalid) -> dict[str, str]:
    """The same for a refusal that names fields."""
    return field_texts(request, refusal.fields)


def typed(request: Request, name: str) -> str:
    """One field of a posted form, without blanks around it."""
    form: Any = request.form or {}
    return (form.get(name) or "").strip()

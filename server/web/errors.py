"""Refusals and failures as answers: problem+json for programs, a page with a way on for people."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from sanic import HTTPResponse, Request, Sanic
from sanic import exceptions as sanic_errors
from sanic.handlers import ErrorHandler

from server.core import database
from server.core.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooMany,
    Unavailable,
)
from server.core.text.locales import Wording, error_text
from server.web.envelope import id_of
from server.web.language import language_of

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
RETRY_SECONDS = 5
CANCELLED = 499

STATUSES: dict[type[Refusal], int] = {
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
    Refusal: 500,
}


class BadRequest(Invalid):
    """What came is not a request in HTTP's sense."""

    code = "web.bad_request"
    status: ClassVar[int] = 400


class MethodNotAllowed(Refusal):
    """The address exists, but not for this method."""

    code = "web.method_not_allowed"
    status: ClassVar[int] = 405


class TooLarge(Invalid):
    """More was sent than this address takes."""

    code = "web.too_large"
    status: ClassVar[int] = 413


class UnreadableText(Invalid):
    """A text holds a character that cannot be kept, such as NUL."""

    code = "web.unreadable_text"


class TooSlow(Refusal):
    """The request did not arrive in time."""

    code = "web.too_slow"
    status: ClassVar[int] = 408


class Unexpected(Refusal):
    """A fault of ours; the log holds the rest under the request id."""

    code = "web.unexpected"
    status: ClassVar[int] = 500


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field, for programs and for people."""

    code: str
    text: str


class Problem(msgspec.Struct, frozen=True):
    """Why something was not done: what it is, why, and what to do next."""

    code: str
    title: str
    detail: str
    next: str
    fields: dict[str, FieldProblem]
    request_id: str


Page = Callable[[Request, Problem, int], HTTPResponse]

# What PostgreSQL says of text, or of JSON, with a NUL in it.
_NO_CHARACTER = frozenset({"22021", "22P05"})
_BY_SANIC: dict[type[Exception], type[Refusal]] = {
    sanic_errors.NotFound: NotFound,
    sanic_errors.MethodNotAllowed: MethodNotAllowed,
    sanic_errors.PayloadTooLarge: TooLarge,
    sanic_errors.RequestTimeout: TooSlow,
    sanic_errors.ServiceUnavailable: database.DatabaseBusy,
    sanic_errors.BadRequest: BadRequest,
    sanic_errors.RangeNotSatisfiable: BadRequest,
    sanic_errors.ExpectationFailed: BadRequest,
}


def install(app: Sanic[Any, Any], page: Page) -> None:
    """Answer every failure of the app; `page` draws one for people."""
    app.error_handler = _Answers(page)


class _Answers(ErrorHandler):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def response(self, request: Request, exception: Exception) -> HTTPResponse:
        """The answer to a failure; never raises and never shows a trace."""
        if isinstance(exception, sanic_errors.RequestCancelled):
            return HTTPResponse(status=CANCELLED)
        refusal = refusal_for(exception)
        status = status_of(refusal)
        problem = problem_of(refusal, language_of(request), id_of(request))
        answer = self._draw(request, problem, status)
        answer.headers.update(_headers(refusal, exception))
        return answer

    def _draw(self, request: Request, problem: Problem, status: int) -> HTTPResponse:
        if wants_page(request):
            return self.page(request, problem, status)
        return HTTPResponse(msgspec.json.encode(problem), status, content_type=PROBLEM)


def refusal_for(failure: Exception) -> Refusal:
    """What a failure is to the one who asked; logs what is ours to mend."""
    if isinstance(failure, Refusal):
        return failure
    for kind, refusal in _BY_SANIC.items():
        if isinstance(failure, kind):
            return refusal()
    if _state(failure) in _NO_CHARACTER:
        return UnreadableText()
    if is_transient(failure):
        log.warning("the database gave way: %s", type(failure).__name__, exc_info=failure)
        return database.DatabaseBusy()
    log.error("unexpected: %s", type(failure).__name__, exc_info=failure)
    return Unexpected()


def is_transient(failure: Exception) -> bool:
    """Whether trying again may help; a fault in our SQL never passes."""
    if not isinstance(failure, tuple(database.TRANSIENT)):
        return False
    return not _state(failure).startswith("42")


def _state(failure: Exception) -> str:
    """What PostgreSQL calls a failure, or nothing."""
    inner = failure.args[0] if failure.args else None
    return str(getattr(failure, "sqlstate", None) or getattr(inner, "sqlstate", None) or "")


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal, by its own word or by its kind."""
    own: int | None = getattr(refusal, "status", None)
    return own or next(code for kind, code in STATUSES.items() if isinstance(refusal, kind))


def problem_of(refusal: Refusal, language: str, request_id: str) -> Problem:
    """A refusal in the reader's words."""
    words = error_text(refusal.code, language, {**refusal.details, "request_id": request_id})
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    return Problem(
        code=refusal.code,
        title=words.title,
        detail=words.detail,
        next=words.next,
        fields={path: _field(code, language) for path, code in fields.items()},
        request_id=request_id,
    )


def field_words(code: str, language: str) -> str:
    """What to tell somebody beside one field."""
    words: Wording = error_text(code, language)
    return words.detail


def _field(code: str, language: str) -> FieldProblem:
    return FieldProblem(code=code, text=field_words(code, language))


def wants_page(request: Request) -> bool:
    """Programs get problem+json, people a page."""
    if request.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")


def _headers(refusal: Refusal, failure: Exception) -> dict[str, str]:
    headers = {}
    if isinstance(refusal, NotSignedIn):
        headers["www-authenticate"] = "Bearer"
    if isinstance(refusal, TooMany | Unavailable):
        headers["retry-after"] = str(refusal.details.get("retry_after", RETRY_SECONDS))
    if isinstance(failure, sanic_errors.MethodNotAllowed):
        headers["allow"] = str(failure.headers.get("Allow", ""))
    return headers

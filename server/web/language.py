"""Which language a request is answered in: the reader's choice, else what the browser asks for."""

from sanic import Request

from server.core.text.locales import LANGUAGES, best_language

COOKIE = "lang"


def language_of(request: Request) -> str:
    """The language of the answer, decided once a request."""
    decided: str | None = getattr(request.ctx, "language", None)
    if decided is None:
        chosen = request.cookies.get(COOKIE) if "cookie" in request.headers else None
        accepted = request.headers.get("accept-language", "")
        decided = chosen if chosen in LANGUAGES else best_language(accepted)
        request.ctx.language = decided
    return decided

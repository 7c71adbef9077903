"""Pages: templates rendered with the request's language, person, care mode and CSRF token."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from sanic import HTTPResponse, Request, redirect

from server.core import clock, money
from server.core.text.locales import translations
from server.registry.files import File
from server.web import access, assets
from server.web.errors import Problem
from server.web.language import language_of

TEMPLATES = Path(__file__).parents[2] / "templates"
HTML = "text/html; charset=utf-8"
CARE_COOKIE = "care"
_REFUSAL = "pages/refusal.html"
_DESK_REFUSAL = "console/refusal.html"
_PLAIN = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
    "<h1>{title}</h1><p>{detail}</p><p>{next}</p>"
    '<p><a href="/">回到首页</a> <a href="tel:12345">打 12345</a></p></html>'
)


@cache
def environment(language: str) -> Environment:
    """The template environment of one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = assets.address_of
    made.filters["yuan"] = money.yuan_short
    made.filters["local"] = clock.local
    return made


def render(
    request: Request, template: str, /, *, status: int = 200, **context: Any
) -> HTTPResponse:
    """A template as an answer. It also sees lang, care, csrf (a function), actor, here, now."""
    language = language_of(request)
    text = (
        environment(language)
        .get_template(template)
        .render(
            lang=language.replace("_", "-"),
            care=is_care(request),
            csrf=lambda: access.csrf(request),
            actor=access.visitor(request),
            here=request.path,
            now=clock.now(),
            **context,
        )
    )
    answer = HTTPResponse(text, status, content_type=HTML)
    access.keep_visitor(request, answer)
    return answer


def is_care(request: Request) -> bool:
    """Whether this reader chose large type and few choices."""
    return "cookie" in request.headers and request.cookies.get(CARE_COOKIE) == "1"


def is_part(request: Request) -> bool:
    """Whether a script asks for a fragment instead of the whole page."""
    return request.headers.get("hx-request") == "true"


def see(address: str) -> HTTPResponse:
    """After a write: look at that page (303), so that reloading repeats nothing."""
    return redirect(address, status=303)


def document(file: File, content: bytes) -> HTTPResponse:
    """A kept file as an answer: shown in place, never kept by a cache on the way."""
    headers = {
        "content-disposition": f"inline; filename*=UTF-8''{quote(file.name)}",
        "cache-control": "private, no-store",
    }
    return HTTPResponse(content, headers=headers, content_type=file.media_type)


def picture(found: tuple[File, bytes]) -> HTTPResponse:
    """A small picture of a kept file; it is always a JPEG."""
    file, content = found
    answer = document(file, content)
    answer.content_type = "image/jpeg"
    return answer


def refusal(request: Request, problem: Problem, status: int) -> HTTPResponse:
    """A refusal as a page with a way on; who must sign in first is taken there and back."""
    if status == 401:  # noqa: PLR2004
        return see(_sign_in(request))
    desk = request.path.startswith("/console")
    retry = request.method == "GET" and status >= 500  # noqa: PLR2004
    try:
        template = _DESK_REFUSAL if desk else _REFUSAL
        return render(request, template, status=status, problem=problem, retry=retry)
    except TemplateNotFound:
        words = {"title": problem.title, "detail": problem.detail, "next": problem.next}
        return HTTPResponse(_PLAIN.format(**words), status, content_type=HTML)


def _sign_in(request: Request) -> str:
    door = "/console/sign-in" if request.path.startswith("/console") else "/sign-in"
    if request.method != "GET":
        return door
    return f"{door}?back={quote(request.path)}"


def safe_back(given: str | None, otherwise: str = "/") -> str:
    """Where to return after signing in: an address of ours, never another site's."""
    plain = bool(given) and given.startswith("/") and not given.startswith(("//", "/\\"))  # type: ignore[union-attr]
    return given if plain and given else otherwise

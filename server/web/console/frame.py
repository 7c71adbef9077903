"""What every console page shows: who, where, and how many wait."""

from typing import Any

from sanic import HTTPResponse, Request

from server.casework import desk
from server.core import clock
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import Refusal
from server.registry import regions
from server.web import page
from server.web.console import places
from server.web.console.words import ROLES
from server.web.envelope import id_of
from server.web.errors import Problem, problem_of, status_of
from server.web.language import language_of

_DAYS = "一二三四五六日"


def told(request: Request, refused: Refusal) -> tuple[Problem, int]:
    """A refusal in words, and its status."""
    made = problem_of(refused, language_of(request), id_of(request))
    return made, status_of(refused)


async def render(
    request: Request, template: str, by: Actor, /, *, status: int = 200, **context: Any
) -> HTTPResponse:
    """A console page with its frame: navigation, search, who is here, and the time."""
    counts = context.pop("counts", None)
    if counts is None and by.role in CASE_ROLES:
        counts = await desk.counts(by)
    local = clock.local(clock.now())
    return page.render(
        request,
        template,
        status=status,
        office_name=regions.of(by.office).name if by.office else "",
        role_name=ROLES.get(by.role, ""),
        places=await places.entries(by, counts.views["todo"] if counts else None),
        may_find=by.role in CASE_ROLES,
        now_words=f"{local:%Y-%m-%d} 周{_DAYS[local.weekday()]} {local:%H:%M}",
        **{"find": "", "told": "", "problem": None, **context},
    )

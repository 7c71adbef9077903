"""What every console page shows: who, where, and how many wait."""

from typing import Any

from sanic import HTTPResponse, Request

from server.casework import desk
from server.core import clock
from server.core.actors import Actor
from server.core.errors import Refusal
from server.registry import regions
from server.web import page
from server.web.console.words import ROLES
from server.web.envelope import id_of
from server.web.errors import Problem, problem_of, status_of
from server.web.language import language_of

_DAYS = "一二三四五六日"
MOST = 1000


def field(request: Request, name: str) -> str:
    """What a form says, without blanks around it."""
    form = request.form
    return str(form.get(name) or "").strip() if form else ""


def fields(request: Request, name: str) -> list[str]:
    """Every value a form gives for a name."""
    form = request.form
    return [str(value) for value in form.getlist(name) or ()] if form else []


def told(request: Request, refused: Refusal) -> tuple[Problem, int]:
    """A refusal in words, and its status."""
    made = problem_of(refused, language_of(request), id_of(request))
    return made, status_of(refused)


def shown(count: int) -> str:
    """A count as it is shown: capped counts say so."""
    return "999+" if count >= MOST else str(count)


async def render(
    request: Request, template: str, by: Actor, /, *, status: int = 200, **context: Any
) -> HTTPResponse:
    """A console page with its frame."""
    counts = context.pop("counts", None) or await desk.counts(by)
    local = clock.local(clock.now())
    return page.render(
        request,
        template,
        status=status,
        office_name=regions.of(by.office).name if by.office else "",
        role_name=ROLES.get(by.role, ""),
        open_count=shown(counts.views["todo"]),
        now_words=f"{local:%Y-%m-%d} 周{_DAYS[local.weekday()]} {local:%H:%M}",
        **{"find": "", "told": _said(request), "problem": None, **context},
    )


def _said(request: Request) -> str:
    """What an act that has just been done leaves to say: one of our own sentences only."""
    return SAID.get(request.args.get("told", ""), "")


SAID = {
    "accept": "已受理，开始计时",
    "not-accept": "已写明理由，不予受理",
    "corrections": "已发一次告知",
    "propose-grant": "意见已提出",
    "propose-refusal": "意见已提出",
    "send-back": "已退回补查",
    "refer-up": "已报县级审批",
    "grant": "已批准",
    "refuse": "已决定不予批准",
    "release": "已退回待认领",
    "claim": "已认领",
}

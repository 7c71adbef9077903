"""The crisis roster of an office: who is called first, who next, under which number."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.contact import conversations
from server.core.actors import Actor, Role
from server.core.errors import Refusal
from server.registry import staff
from server.web import page
from server.web.access import only
from server.web.console import forms, frame
from server.web.errors import Problem

blueprint = Blueprint("console_duty", url_prefix="/duty")
_KEEPERS = tuple(conversations.KEEPERS)
PLACES = 5


@blueprint.get("/")
@only(*_KEEPERS)
async def shown(request: Request, by: Actor) -> HTTPResponse:
    """The roster as it stands."""
    return await _page(request, by)


async def _page(
    request: Request, by: Actor, problem: Problem | None = None, status: int = 200
) -> HTTPResponse:
    entered = await conversations.of_region(by.office)
    phones = await staff.phones_of([one.staff_id for one in entered])
    rows = [(str(one.staff_id), phones.get(one.staff_id, "")) for one in entered]
    if problem is not None:
        rows = _typed(request)
    return await frame.render(
        request,
        "console/duty.html",
        by,
        status=status,
        problem=problem,
        told="值班表存好了" if request.args.get("told") else "",
        rows=[*rows, *[("", "")] * (PLACES - len(rows))],
        colleagues=await staff.holding(by.office, list(Role)),
        is_entered=bool(entered),
    )


@blueprint.post("/")
@only(*_KEEPERS)
async def enter(request: Request, by: Actor) -> HTTPResponse:
    """Set who is called, in which order."""
    try:
        people = [(_id(given), phone) for given, phone in _typed(request) if given]
        await conversations.enter(by, people)
    except Refusal as refused:
        problem, status = frame.told(request, refused)
        return await _page(request, by, problem, status)
    return page.see("/console/duty?told=1")


def _typed(request: Request) -> list[tuple[str, str]]:
    names = range(1, PLACES + 1)
    return [(forms.field(request, f"staff{n}"), forms.field(request, f"phone{n}")) for n in names]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise conversations.DutyInvalid(fields={"staff": "field.not_a_choice"}) from None

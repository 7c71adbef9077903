"""For whom this phone acts: the people it serves, changing from one to another, adding one."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import checks
from server.core import rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Invalid, Unavailable
from server.registry import delegations, people
from server.web import page, sign_in
from server.web.access import only
from server.web.errors import problem_of
from server.web.language import language_of
from server.web.pages.showing import show, texts_of, typed

blueprint = Blueprint("serving")


@blueprint.get("/people")
@only(Role.RESIDENT)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """Everybody this phone may act for, and for whom it acts now."""
    return await show(request, "people.html", people=await _people(by), now_for=_now(by))


async def _people(by: Actor) -> list[dict[str, Any]]:
    """Each with the name to press, how the two belong together, and where to press."""
    if by.account_id is None:
        return []
    account = await people.account_of(by.account_id)
    found: list[dict[str, Any]] = []
    if account.person_id is not None:
        own = await people.of(account.person_id)
        found.append({"to": "self", "name": own.name, "how": "self", "mandate": None})
        found += [
            {"to": m.mandate_no, "name": m.person_name, "how": "mandate", "mandate": m}
            for m in await delegations.held_by(account.person_id)
        ]
    found += [
        {"to": str(person.id), "name": person.name, "how": "shared", "mandate": None}
        for person in await people.sharing(by.account_id)
    ]
    return found


def _now(by: Actor) -> str:
    return by.mandate.no if by.mandate else str(by.person_id or "")


@blueprint.get("/people/switch")
@only(Role.RESIDENT)
async def ask_digits(request: Request, by: Actor) -> HTTPResponse:
    """Is it really this person's matter? The end of their number says so."""
    return await _ask(request, by, request.args.get("to") or "", {})


async def _ask(
    request: Request, by: Actor, to: str, wrong: dict[str, str], *, status: int = 200
) -> HTTPResponse:
    chosen = next((one for one in await _people(by) if one["to"] == to), None)
    if chosen is None:
        raise people.PersonUnknown
    return await show(request, "people_switch.html", status=status, chosen=chosen, wrong=wrong)


@blueprint.post("/people/switch")
@only(Role.RESIDENT)
async def switch(request: Request, by: Actor) -> HTTPResponse:
    """Another person from now on; nothing of the one before stays on the phone."""
    to = typed(request, "to")
    try:
        opened = await sign_in.serve(request, by, to, typed(request, "digits"))
    except Invalid as refused:
        return await _ask(request, by, to, texts_of(request, refused), status=422)
    answer = sign_in.give_cookie(request, page.see("/"), opened)
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


@blueprint.get("/people/add")
@only(Role.RESIDENT)
async def ask_name(request: Request, by: Actor) -> HTTPResponse:
    """Somebody who has no phone of their own and uses this one."""
    if by.person_id is None:
        return page.see("/real-name?back=/people")
    return await show(request, "people_add.html", name="", wrong={}, problem=None)


@blueprint.post("/people/add")
@only(Role.RESIDENT)
async def add(request: Request, by: Actor) -> HTTPResponse:
    """Check name and number with the register, then choose for whom."""
    name, id_no = typed(request, "name"), typed(request, "id_no").replace(" ", "").upper()
    await rate_limit.check("real-name", by.id, limit=10, seconds=3600)
    try:
        await checks.real_name(sign_in.world_of(request), name, id_no, by, is_another=True)
    except (Invalid, Unavailable) as refused:
        wrong = texts_of(request, refused) if isinstance(refused, Invalid) else {}
        return await show(
            request,
            "people_add.html",
            status=422 if wrong else 503,
            name=name,
            wrong=wrong,
            problem=None if wrong else problem_of(refused, language_of(request), ""),
        )
    return page.see("/people")


@blueprint.post("/people/<person_id:uuid>/remove")
@only(Role.RESIDENT)
async def remove(_: Request, person_id: UUID, by: Actor) -> HTTPResponse:
    """This phone no longer acts for that person."""
    if by.account_id is not None:
        await people.unshare(by.account_id, person_id, by=by)
    return page.see("/people")

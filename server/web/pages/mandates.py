"""Who may act for me: giving a mandate with one's name, and taking it back at once."""

from datetime import timedelta

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases
from server.catalogue import items
from server.core import clock, rate_limit
from server.core.actors import Actor, Role
from server.core.errors import Conflict, Invalid
from server.registry import delegations, people
from server.registry.delegations import Wanted
from server.web import page
from server.web.access import only
from server.web.errors import problem_of
from server.web.language import language_of
from server.web.pages.showing import show, texts_of, typed

blueprint = Blueprint("mandates", url_prefix="/me/mandates")
_DAYS = ("30", "90", "180")


@blueprint.get("/")
@only(Role.RESIDENT)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """Who may act for me now, and who might before."""
    given = await delegations.of_person(by.person_id) if by.person_id and not by.mandate else []
    titles = {item.code: item.title for item in items.listed(clock.today())}
    return await show(request, "mandates.html", mandates=given, titles=titles)


@blueprint.get("/new")
@only(Role.RESIDENT)
async def ask(request: Request, by: Actor) -> HTTPResponse:
    """Whom, for what, until when, and one's own name under it."""
    if by.person_id is None:
        return page.see("/real-name?back=/me/mandates/new")
    return await _show(request, {}, status=200)


async def _show(
    request: Request, wrong: dict[str, str], *, status: int, problem: object = None
) -> HTTPResponse:
    return await show(
        request,
        "mandate_new.html",
        status=status,
        wrong=wrong,
        problem=problem,
        items=items.listed(clock.today()),
        days=_DAYS,
        given={name: typed(request, name) for name in ("name", "relation", "kind", "days", "item")},
    )


@blueprint.post("/new")
@only(Role.RESIDENT)
async def give(request: Request, by: Actor) -> HTTPResponse:
    """Give it; the other must still say who they are before they see anything."""
    await rate_limit.check("mandate", by.id, limit=20, seconds=3600)
    try:
        await _give(request, by)
    except Invalid as refused:
        return await _show(request, texts_of(request, refused), status=422)
    except Conflict as refused:
        problem = problem_of(refused, language_of(request), "")
        return await _show(request, {}, status=409, problem=problem)
    return page.see("/me/mandates")


async def _give(request: Request, by: Actor) -> None:
    if by.person_id is None:
        raise cases.RealNameNeeded
    me = await people.of(by.person_id)
    if not cases.same_name(typed(request, "signature"), me.name):
        raise cases.SignatureWrong(fields={"signature": "field.signature_wrong"})
    days, chosen = typed(request, "days"), typed(request, "item")
    wanted = Wanted(
        kind=typed(request, "kind") or "relative",
        relation=typed(request, "relation")[:40],
        until=clock.today() + timedelta(days=int(days) if days in _DAYS else 30),
        items=(chosen,) if chosen else (),
    )
    delegate = await people.identify(typed(request, "name"), typed(request, "id_no"))
    await delegations.grant(me.id, delegate, wanted, by=by)


@blueprint.post("/<mandate_no:str>/end")
@only(Role.RESIDENT)
async def end(_: Request, mandate_no: str, by: Actor) -> HTTPResponse:
    """Take it back: from this moment nothing is shown under it."""
    await delegations.revoke(mandate_no, by=by)
    return page.see("/me/mandates")

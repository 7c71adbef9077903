"""The way in: the menu in life words, help, and how one likes to read."""

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases
from server.catalogue import items
from server.catalogue.items import Item
from server.core import clock
from server.core.actors import Actor
from server.core.errors import Refusal
from server.core.text.locales import LANGUAGES
from server.registry import people, regions
from server.web import access, language, page
from server.web.access import anyone
from server.web.pages.places import home_region, urgent_first
from server.web.pages.showing import show, typed
from server.web.pages.words import GROUP_WORDS

blueprint = Blueprint("home")
_YEAR = 31_536_000
_MOST_MINE = 3
_MOST_WORDS = 60


@blueprint.get("/")
@anyone
async def menu(request: Request) -> HTTPResponse:
    """What one can ask for, and what of one's own is under way."""
    listed = items.listed(clock.today())
    urgent = [item for item in listed if item.group == items.GROUPS[0]]
    ways = [(item, lane) for item in urgent for lane in urgent_first(item)]
    ways.sort(key=lambda way: not way[1].is_urgent)
    by = access.visitor(request)
    return await show(request, "menu.html", ways=ways, groups=_groups(listed), mine=await _mine(by))


@blueprint.get("/all")
@anyone
async def everything(request: Request) -> HTTPResponse:
    """Every item by life situation; `?q=` finds one by whatever people call it."""
    listed = items.listed(clock.today())
    wanted = (request.args.get("q") or "").strip()[:_MOST_WORDS]
    found = items.search(wanted, listed)
    return await show(request, "all.html", groups=_groups(listed), wanted=wanted, found=found)


def _groups(listed: list[Item]) -> list[tuple[str, tuple[str, str], list[Item]]]:
    """The life situations that have items, in order: code, words, items."""
    return [
        (code, GROUP_WORDS[code], [item for item in listed if item.group == code])
        for code in items.GROUPS
        if any(item.group == code for item in listed)
    ]


async def _mine(by: Actor) -> list[cases.CaseView]:
    if by.account_id is None:
        return []
    found = [case for case in await cases.of_account(by) if case.stage != "withdrawn"]
    return [await cases.view(case.case_no, by) for case in found[:_MOST_MINE]]


@blueprint.get("/help")
@anyone
async def help_page(request: Request) -> HTTPResponse:
    """People to ask: the telephone first."""
    by = access.visitor(request)
    region = await home_region(by)
    try:
        office = regions.office_for(region)
    except Refusal:
        office = None
    return await show(request, "help.html", office=office)


@blueprint.post("/care")
@anyone
async def care(request: Request) -> HTTPResponse:
    """Switch care mode on or off; kept with the account where there is one."""
    wanted = typed(request, "care") == "1"
    by = access.visitor(request)
    if by.account_id is not None:
        await people.prefer(by.account_id, care=wanted)
    answer = page.see(page.safe_back(typed(request, "back")))
    access.set_cookie(answer, page.CARE_COOKIE, "1" if wanted else "0", seconds=_YEAR)
    return answer


@blueprint.post("/language")
@anyone
async def choose_language(request: Request) -> HTTPResponse:
    """Switch the language; kept with the account where there is one."""
    chosen = typed(request, "language")
    answer = page.see(page.safe_back(typed(request, "back")))
    if chosen in LANGUAGES:
        by = access.visitor(request)
        if by.account_id is not None:
            await people.prefer(by.account_id, language=chosen)
        access.set_cookie(answer, language.COOKIE, chosen, seconds=_YEAR)
    return answer


def like_before(request: Request, answer: HTTPResponse, account: people.Account) -> HTTPResponse:
    """After signing in on another device: read as one likes to."""
    if account.care_mode:
        access.set_cookie(answer, page.CARE_COOKIE, "1", seconds=_YEAR)
    if "lang" not in request.cookies:
        access.set_cookie(answer, language.COOKIE, account.language, seconds=_YEAR)
    return answer

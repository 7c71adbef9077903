"""Invented people: reading them, adding one, and the codes their phones would get."""

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.sandbox.population import STORIES, Household, Person, facts_for, id_no_for
from server.sandbox.state import State, state_of
from server.sandbox.wechat.sign_in import new_code

_REGION = "320699100201"


def shown(person: Person) -> dict[str, Any]:
    """A person as tests and demo see them."""
    return {
        "name": person.name,
        "id_no": person.id_no,
        "phone": person.phone,
        "relation": person.relation,
        "region": person.region,
        "lives_in": person.lives_in or person.region,
        "born_on": person.born_on.isoformat(),
    }


def one(request: Request, key: str) -> Person:
    """Whoever has this ID number or openid. Raises KeyError."""
    state = state_of(request)
    person = state.town.by_id_no.get(key)
    for appid in (state.settings.wechat_appid, state.settings.wechat_service_appid):
        person = person or state.town.by_openid(appid).get(key)
    if person is None:
        raise KeyError(key)
    return person


async def stories(request: Request) -> HTTPResponse:
    """Every story with why it is worth showing."""
    town = state_of(request).town
    return json(
        {
            story.code: {
                "why": story.why,
                "people": [shown(p) for p in town.stories[story.code].members],
            }
            for story in STORIES
        }
    )


async def people(request: Request) -> HTTPResponse:
    """The people of a story, or all stories."""
    town = state_of(request).town
    wanted = request.args.get("story")
    if wanted and wanted not in town.stories:
        return json({"error": "story"}, status=404)
    homes = {wanted: town.stories[wanted]} if wanted else town.stories
    return json({code: [shown(p) for p in home.members] for code, home in homes.items()})


async def add_user(request: Request) -> HTTPResponse:
    """One more person, in a household of their own."""
    state, asked = state_of(request), request.json or {}
    person = _new_person(state, asked)
    state.town.add(Household(f"X{len(state.town.by_id_no):05d}", person.region, [person]))
    if not asked.get("bound", True):
        state.unbound.add(person.id_no)
    openids = {
        appid: person.openid(appid)
        for appid in (state.settings.wechat_appid, state.settings.wechat_service_appid)
    }
    return json({**shown(person), "id": person.id_no, "openids": openids})


def _new_person(state: State, asked: dict[str, Any]) -> Person:
    born = clock.today().replace(year=clock.today().year - int(asked.get("age", 50)), day=1)
    is_female = bool(asked.get("is_female", True))
    id_no, serial = "", 500
    while not id_no or id_no in state.town.by_id_no:
        serial -= 1
        id_no = id_no_for("220199", born, serial, is_female=is_female)
    return Person(
        name=str(asked.get("name", "访客")),
        id_no=id_no,
        phone=str(asked.get("phone") or f"168{state.dice.randrange(10**8):08d}"),
        born_on=born,
        is_female=is_female,
        region=str(asked.get("region", _REGION)),
        facts=facts_for(asked.get("money", {})),
    )


async def user_code(request: Request, who: str, kind: str) -> HTTPResponse:
    """A code as the client would get it: `login_code`, `phone_code`, `oauth_code`."""
    state, asked = state_of(request), request.json or {}
    person = one(request, who)
    service = kind == "oauth_code"
    own = state.settings.wechat_service_appid if service else state.settings.wechat_appid
    appid = asked.get("appid") or own
    code = new_code(state, person, appid, kind.removesuffix("_code"))
    state.codes[code]["rotate"] = bool(asked.get("rotate"))
    return json({"code": code, "openid": person.openid(appid)})


async def login_code(request: Request) -> HTTPResponse:
    """The same by `id_no` in the body."""
    return await user_code(request, request.json["id_no"], "login_code")


async def phone_code(request: Request) -> HTTPResponse:
    """The same by `id_no` in the body."""
    return await user_code(request, request.json["id_no"], "phone_code")


async def block(request: Request, who: str) -> HTTPResponse:
    """Risk control stops this person's sign-in (40226), or lets it pass again."""
    person = one(request, who)
    blocked = state_of(request).blocked
    blocked.add(person.id_no) if request.json.get("on", True) else blocked.discard(person.id_no)
    return json({"ok": True})


ROUTES = (
    ("GET", "/people", people),
    ("GET", "/stories", stories),
    ("POST", "/user", add_user),
    ("POST", "/user/<who:str>/block", block),
    ("POST", "/login_code", login_code),
    ("POST", "/phone_code", phone_code),
)

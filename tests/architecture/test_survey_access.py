"""Walks the doors to visits and phones: closed to everybody but the two visitors of that house."""

import pytest

from server.core import database, ids
from server.core.actors import Role
from server.registry import sessions
from tests.journeys.people import an_official
from tests.journeys.test_survey import enrolled, sending, visit, worker  # noqa: F401


def doors(app):
    """(method, path) of each route that names a visit or a phone."""
    return sorted(
        (method, route.path)
        for route in app.router.routes
        for method in route.methods
        if "<survey_id" in route.path or "<device_id" in route.path
    )


async def knocks(served, token, method, path, visit, body):  # noqa: F811
    """How one door answers."""
    address = path.replace("<survey_id:uuid>", str(visit.survey))
    address = "/" + address.replace("<device_id:uuid>", str(visit.device))
    if path.startswith("api/"):
        sent = {"headers": {"authorization": f"Bearer {token}"}, "json": body}
    else:
        csrf = (await sessions.of(token)).csrf
        sent = {"headers": {"cookie": f"otc={token}", "x-csrf-token": csrf}}
        sent |= {"json": body} if path.endswith("sent") else {"data": {"csrf": csrf}}
    if method == "GET":
        sent = {"headers": sent["headers"]}
    return (await served.http.request(method, address, **sent)).status_code


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.CLERK, "320699100"),
        (Role.CLERK, "320699101"),
        (Role.VILLAGE_HELPER, "320699100202"),
        (Role.VILLAGE_HELPER, "320699100201"),
    ],
)
async def test_who_does_not_go_learns_nothing_and_changes_nothing(app_server, visit, role, office):  # noqa: F811
    await enrolled(visit)
    stranger = await an_official(app_server.http, "stranger", role, office)
    body = await sending(visit)

    got = {
        door: await knocks(app_server, stranger.token, *door, visit, body)
        for door in doors(app_server.app)
    }

    assert len(got) >= 9
    # A phone of somebody else is answered like one that was revoked.
    assert {
        door: status
        for door, status in got.items()
        if status != (403 if "<device_id" in door[1] else 404)
    } == {}
    (kept,) = await database.fetch("SELECT state FROM surveys")
    (phone,) = await database.fetch("SELECT revoked_at FROM survey_devices")
    assert (kept["state"], phone["revoked_at"]) == ("planned", None)


async def test_a_visitor_who_declares_a_tie_is_none_any_more(app_server, visit):  # noqa: F811
    await visit.api.call(
        "POST", f"/staff/cases/{visit.case_no}/recusal", {"relation": "表姐"}, status=204
    )
    body = await sending(visit)

    for door in doors(app_server.app):
        if "<survey_id" in door[1]:
            assert await knocks(app_server, visit.token, *door, visit, body) == 404, door
    assert await visit.api.call("GET", "/staff/surveys") == {"visits": []}


async def test_no_token_is_nobody(app_server, visit):  # noqa: F811
    for method, path in doors(app_server.app):
        if path.startswith("api/"):
            address = path.replace("<survey_id:uuid>", str(visit.survey))
            address = address.replace("<device_id:uuid>", str(ids.new()))
            answer = await app_server.http.request(method, f"/{address}")
            assert answer.status_code == 401, path

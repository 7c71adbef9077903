"""Walks the router as somebody whose mandate has ended: a relative abroad, a village helper."""

import pytest

from server.core.actors import Role
from tests.architecture.test_object_access import (
    CLOSED,
    Stranger,
    footprint,
    routes_to_a_case,
    walked,
)
from tests.journeys.people import a_resident, a_submitted_case
from tests.journeys.test_persons import gives_mandate, serves


@pytest.mark.parametrize("kind", ["relative", "village_helper"])
async def test_who_helped_once_gets_nowhere(app_server, sandbox, kind):
    """The session under the mandate ends with it; back as themself they are anybody."""
    http = app_server.http
    li = await a_resident(http, sandbox)
    helper = await a_resident(http, sandbox, "zhang-jianguo")
    case_no = await a_submitted_case(li)
    changes = {"relation": "外甥"} if kind == "relative" else {}
    mandate_no = await gives_mandate(li, helper, kind=kind, **changes)
    acting = await serves(helper, li, mandate_no)
    assert (await acting.call("GET", f"/cases/{case_no}"))["case_no"] == case_no
    before = await footprint(case_no)

    await li.call("DELETE", f"/me/mandates/{mandate_no}")

    api = [door for door in routes_to_a_case(app_server.app, Role.RESIDENT) if "api/" in door[1]]
    ended = Stranger(app_server, acting.token)
    assert {await ended.tries(*door, case_no) for door in api} == {401}
    again = await a_resident(http, sandbox, "zhang-jianguo")
    got = await walked(Stranger(app_server, again.token), app_server.app, case_no, Role.RESIDENT)
    assert len(got) > 15
    assert {door: status for door, status in got.items() if status not in CLOSED} == {}
    assert await footprint(case_no) == before

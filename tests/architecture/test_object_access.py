"""Walks the router: whatever names a case is closed to everybody the case is no business of."""

import io
import re
import uuid
import zipfile

import pytest

from server.casework import desk
from server.core import database, ids
from server.core.actors import CASE_ROLES, SYSTEM, Role
from server.registry import sessions, staff
from server.web.console.acts import PATHS as ACTS
from tests.journeys.people import a_resident, a_submitted_case, an_official

CLOSED = {404}  # not even whether there is such a case is told
# What a handler needs before it looks at the case; a new route with a body adds its line.
BODIES = {
    "mandates": {
        "name": "王芳",
        "id_no": "320699194903070016",
        "kind": "relative",
        "method": "counter",
        "until": "2026-12-31",
    },
    "contact": {"kind": "none"},
    "caution": {"kind": "violence"},
    "contests": {"fact_id": 1, "words": "不对"},
    "signers/pass": {"note": "人在外地"},
    "/survey": {
        "first": str(uuid.uuid4()),
        "second": str(uuid.uuid4()),
        "appointment_at": "2099-01-01T07:00:00Z",
    },
    "cancellation": {"note": "老人住院了"},
    "cases/<case_no:str>": {"facts": {}},
    "answers": {"answers": [{"point": str(uuid.uuid4()), "kind": "cannot"}]},
    "reminder": {"wanted": True},
    "submit": {"signature": "某人", "consent_version": "1"},
    "consent": {"signature": "某人", "consent_version": "1"},
    "corrections": {"points": [{"fact": "household.property", "words": "请再说一下"}]},
    "/aid": {
        "amount_fen": 100,
        "form": "cash",
        "second_payer": str(uuid.uuid4()),
        "receiver": "某人",
    },
    "same-cause": {"case_no": "XZ-20261124-0001-2"},
    "instalments": {"parts": [{"amount_fen": 100, "due_on": "2026-12-01"}]},
    "conference": {"triggers": ["minor"], "question": "能帮什么？"},
    "convert": {"lane": "quick", "note": "等不得"},
    "not-accept": {"note": "不归这里"},
    "send-back": {"note": "请再看"},
    "refer-up": {"note": "请上级看"},
    "propose": {"outcome": "grant", "opinion": "同意", "amount_fen": 100},
    "service": {"method": "handed_over", "served_on": "2026-01-01", "receiver": "某人"},
    "replacement": {"reason": "写错了"},
    "recusal": {"relation": "亲戚"},
    "openings": {"reason": "看看"},
    "notes": {"words": "看过"},
    "rating": {"level": 3},
    "appeal": {"words": "不同意"},
    "objections": {"words": "不对"},
    "decide": {"outcome": "grant", "amount_fen": 100},
}


def routes_to_a_case(app, *roles):
    """(method, path) of each route that takes a case number and is meant for these roles."""
    return sorted(
        (method, path)
        for route in app.router.routes
        for method in route.methods
        for path in with_each_act(route.path)
        if "<case_no" in path and set(roles) & route.handler.access.roles
    )


def with_each_act(path):
    return [path.replace("<act:str>", act) for act in ACTS] if "<act:" in path else [path]


def address(path, case_no):
    """The path with the case in it; other parts get something of the right shape."""
    path = path.replace("<case_no:str>", case_no)
    path = re.sub(r"<\w+:uuid>", str(uuid.uuid4()), path)
    path = re.sub(r"<\w+:int>", "1", path)
    return "/" + re.sub(r"<\w+:str>", "money", path)


def body_of(path):
    return next((body for end, body in BODIES.items() if path.endswith(end)), {})


class Stranger:
    """Somebody signed in who tries each door."""

    def __init__(self, served, token):
        self.http, self.token = served.http, token

    async def tries(self, method, path, case_no):
        is_api = path.startswith("api/")
        if is_api:
            headers = {"authorization": f"Bearer {self.token}", "idempotency-key": ids.token()}
            sent = {"headers": headers, "json": body_of(path)}
        else:
            name = "otc" if path.startswith("console") else "ot"
            csrf = (await sessions.of(self.token)).csrf
            sent = {"headers": {"cookie": f"{name}={self.token}"}, "data": {"csrf": csrf}}
            if "<point" in path:  # a form with a photograph
                sent["files"] = {"photo": ("photo.jpg", b"", "image/jpeg")}
        if method == "GET":
            sent = {"headers": sent["headers"]}
        answer = await self.http.request(method, address(path, case_no), **sent)
        return answer.status_code


@pytest.fixture
async def case_no(app_server, sandbox):
    li = await a_resident(app_server.http, sandbox)
    return await a_submitted_case(li)


async def footprint(case_no):
    """What a stranger must leave as it is."""
    return await database.fetch_one(
        "SELECT stage, handler_id, (SELECT count(*) FROM case_steps s WHERE s.case_id = c.id)"
        " FROM cases c WHERE case_no = $1",
        case_no,
    )


async def test_another_resident_gets_nowhere(app_server, sandbox, case_no):
    wang = await a_resident(app_server.http, sandbox, "wang-guilan")
    stranger, before = Stranger(app_server, wang.token), await footprint(case_no)

    got = {
        (method, path): await stranger.tries(method, path, case_no)
        for method, path in routes_to_a_case(app_server.app, Role.RESIDENT)
    }

    assert len(got) > 15
    assert {door: status for door, status in got.items() if status not in CLOSED} == {}
    assert await footprint(case_no) == before


async def test_a_clerk_of_another_township_gets_nowhere(app_server, case_no):
    clerk = await an_official(app_server.http, "elsewhere", office="320699101")
    stranger, before = Stranger(app_server, clerk.token), await footprint(case_no)

    got = {
        (method, path): await stranger.tries(method, path, case_no)
        for method, path in routes_to_a_case(app_server.app, Role.CLERK)
    }

    assert len(got) > 10
    assert {door: status for door, status in got.items() if status not in CLOSED} == {}
    assert await footprint(case_no) == before


async def walked(stranger, app, case_no, *roles):
    """Every door of these roles, and how each answered."""
    return {
        (method, path): await stranger.tries(method, path, case_no)
        for method, path in routes_to_a_case(app, *roles)
    }


async def test_a_clerk_who_keeps_out_gets_nowhere(app_server, case_no):
    """The same office, the same role, even the claimed case: a declared tie hides it all."""
    clerk = await an_official(app_server.http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/claim")
    await clerk.call("POST", f"/staff/cases/{case_no}/recusal", {"relation": "表姐"}, status=204)
    stranger, before = Stranger(app_server, clerk.token), await footprint(case_no)

    got = await walked(stranger, app_server.app, case_no, Role.CLERK)

    assert len(got) > 20
    assert {door: status for door, status in got.items() if status not in CLOSED} == {}
    assert await footprint(case_no) == before


BATCHES = (*desk.BATCH_ACTS, desk.ASSIGN)


@pytest.mark.parametrize("act", BATCHES)
async def test_a_case_named_in_a_batch_is_closed_too(app_server, case_no, act):
    """Case numbers also come in bodies: whoever has no business there learns and changes nothing."""
    before = await footprint(case_no)
    elsewhere = await an_official(app_server.http, "elsewhere", office="320699101")
    recused = await an_official(app_server.http, "recused")
    await recused.call("POST", f"/staff/cases/{case_no}/recusal", {"relation": "表姐"}, status=204)
    for stranger in (elsewhere, recused):
        (someone, *_) = (await stranger.call("GET", "/staff/colleagues"))["colleagues"]
        asked = {"act": act, "cases": [case_no, "XZ-NO"]}
        if act == desk.ASSIGN:
            asked["to"] = someone["id"]

        done = await stranger.call("PUT", f"/staff/batches/{ids.new()}", asked)

        assert {one["refused"]["code"] for one in done["outcomes"]} == {"cases.unknown"}
    assert await footprint(case_no) == before


async def test_no_list_shows_the_case_to_who_has_no_business_there(app_server, case_no):
    """Not the queue by any view or search, not a batch over a filter, not an export."""
    elsewhere = await an_official(app_server.http, "elsewhere", office="320699101")
    recused = await an_official(app_server.http, "recused")
    await recused.call("POST", f"/staff/cases/{case_no}/recusal", {"relation": "表姐"}, status=204)
    queries = [f"view={view}" for view in desk.VIEWS]
    queries += [f"find={case_no}", "town=320699100", "village=320699100201", "handler=none"]
    for stranger in (elsewhere, recused):
        for query in queries:
            shown = await stranger.call("GET", f"/staff/queue?{query}")
            assert (shown["rows"], sum((shown["tally"] or {}).values())) == ([], 0), query
            for kind in ("csv", "xlsx"):
                address = f"/api/v1/staff/queue/export.{kind}?{query}"
                headers = {"authorization": f"Bearer {stranger.token}"}
                table = await app_server.http.get(address, headers=headers)
                assert case_no not in _text_of(table.content), query
        batch = {"act": "claim", "wanted": {"view": "all"}}
        await stranger.call("PUT", f"/staff/batches/{ids.new()}", batch, status=422)


def _text_of(content):
    """A table's text, be it a zip of sheets or plain."""
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


NO_CASES = (
    Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.MANAGER, Role.VILLAGE_HELPER,
    Role.AUDITOR,
)  # fmt: skip


@pytest.mark.parametrize("role", NO_CASES)
async def test_who_does_not_work_on_cases_reaches_none(app_server, case_no, role):
    """Administrators, the manager, the helper, the auditor without a sample: even one's own town."""
    official = await an_official(app_server.http, "other", role)
    stranger, before = Stranger(app_server, official.token), await footprint(case_no)

    got = await walked(stranger, app_server.app, case_no, *CASE_ROLES)

    assert len(got) > 20
    assert {door: status for door, status in got.items() if status not in {403, 404}} == {}
    assert await footprint(case_no) == before


async def test_nobody_enters_by_the_wrong_door_or_none(app_server, case_no):
    """A caseworker is no resident, a resident no caseworker, and no token is nobody."""
    clerk = await an_official(app_server.http, "clerk")
    http, wrong = app_server.http, {}
    for method, path in routes_to_a_case(app_server.app, Role.RESIDENT):
        if path.startswith("api/"):
            for token, expected in ((clerk.token, 403), ("made-up", 401), (None, 401)):
                headers = {"authorization": f"Bearer {token}"} if token else {}
                asked = {"json": body_of(path)} if method != "GET" else {}
                answer = await http.request(
                    method, address(path, case_no), headers=headers, **asked
                )
                if answer.status_code != expected:
                    wrong[method, path, expected] = answer.status_code
    assert wrong == {}


async def test_an_official_who_left_gets_nowhere(app_server, case_no):
    clerk = await an_official(app_server.http, "leaving")
    await staff.leave("leaving", by=SYSTEM)
    stranger = Stranger(app_server, clerk.token)
    for method, path in routes_to_a_case(app_server.app, Role.CLERK):
        if path.startswith("api/"):
            assert await stranger.tries(method, path, case_no) in {401, 403, 404}, path

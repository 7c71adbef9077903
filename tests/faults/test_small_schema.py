"""A small walk of schemathesis through every API operation; `make prove` makes 20,000 requests."""

import asyncio

import pytest

from server.catalogue import vocabulary
from server.contact import assistant
from tests.journeys.people import a_resident, a_submitted_case, an_official
from tests.prove.walk import ROLES, Walk

CASES = 300


@pytest.mark.timeout(400)
async def test_no_request_ends_in_a_fault_or_breaks_the_document(app_server, sandbox):
    await asyncio.to_thread(assistant.load)  # as a start does before it serves
    http = app_server.http
    document = (await http.get("/api/openapi.json")).json()
    resident = await a_resident(http, sandbox)
    known = {
        "case_no": [await a_submitted_case(resident)],
        "item": ["temporary-relief"],
        "code": ["temporary-relief", "320699100201"],
        "login": ["spare"],
        "fact": list(vocabulary.all_facts()),
    }
    tokens = {"resident": resident.token}
    for role, office in ROLES.items():
        tokens[role] = (await an_official(http, f"walk-{role}", role, office)).token

    async def renew(held):
        told = await http.get("/api/v1/me", headers={"authorization": f"Bearer {held['resident']}"})
        if told.status_code == 401:
            code = await sandbox.http.post("/_ctl/login_code", json={"id_no": resident.id_no})
            code = {"code": code.json()["code"]}
            held["resident"] = (await http.post("/api/v1/sessions/wechat", json=code)).json()[
                "token"
            ]

    walk = Walk(app_server.url, document, tokens, known, renew)
    statuses = await walk.take(CASES)

    assert sum(statuses.values()) >= CASES
    assert walk.faults == {}, "\n\n".join(f"{k}\n{v}" for k, v in walk.faults.items())

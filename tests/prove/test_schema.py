"""20,000 requests that schemathesis makes up from the OpenAPI document: no fault, no broken word."""

import time

import pytest

from server.catalogue import vocabulary
from tests.prove import harness, officials
from tests.prove.harness import Running
from tests.prove.walk import ROLES, Walk

CASES = 20_000


async def signed_in(system):
    """A token for each role, and how to open the resident's again."""
    (draft, sent) = await harness.ready_drafts(system, 2)
    await harness.submit_all(system, [sent])
    tokens = {"resident": sent["token"]}
    for role, office in ROLES.items():
        secret = await officials.enrol(system, f"walk-{role}", role, office)
        tokens[role] = await officials.sign_in(system, f"walk-{role}", secret)
    await officials.enrol(system, "spare", "clerk")
    return tokens, draft, sent


async def prove(tmp_path, count):
    """The whole proof at a size; returns a line for the table."""
    async with Running(tmp_path / "var") as system:
        tokens, draft, sent = await signed_in(system)
        known = {
            "case_no": [sent["case_no"], sent["case_no"], draft["case_no"]],
            "item": ["temporary-relief"],
            "code": ["temporary-relief", harness.REGION],
            "login": ["spare"],
            "fact": list(vocabulary.all_facts()),
        }

        async def renew(held):
            own = {"token": held["resident"]}
            if (await harness.call(system, "GET", "/me", **own)).status_code == 401:
                held["resident"] = await harness.sign_in(system, sent["id_no"])

        document = (await system.http.get("/api/openapi.json")).json()
        url = f"http://127.0.0.1:{system.port}"
        walk, began = Walk(url, document, tokens, known, renew), time.monotonic()
        statuses = await walk.take(count)
        took = time.monotonic() - began
        assert walk.faults == {}, "\n\n".join(f"{k}\n{v}" for k, v in walk.faults.items())
        assert sum(statuses.values()) >= count
    told = ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items()))
    return (
        f"{sum(statuses.values())} requests in {took:.0f} s ({told}), no 5xx, none off the schema"
    )


@pytest.mark.prove
@pytest.mark.timeout(3600)
async def test_no_request_ends_in_a_fault_or_breaks_the_document(tmp_path):
    print("| schemathesis | " + await prove(tmp_path, CASES) + " |")

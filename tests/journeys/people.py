"""Residents and officials as the journeys drive them: over HTTP, with real codes."""

import pyotp

from server.core import database
from server.core.actors import SYSTEM, Role
from server.registry import staff

PASSWORD = "Journey-2026-abc"
ANSWERS = {
    "hardship.description": "住院花了很多钱",
    "expense.kind": "medical",
    "expense.own_payment": 6_000_000,
    "expense.other_aid": 2_300_000,
    "third_party.liability": "none",
    "cause.same_cause_aid": False,
    "residence.basis": "hukou",
    "household.size": 2,
    "household.classification": "none",
    "household.income_12m": 4_200_000,
    "household.property": 1_200_000,
}


class Visitor:
    """Somebody signed in."""

    def __init__(self, http, token, name=""):
        self.http, self.token, self.name = http, token, name

    async def call(self, method, path, body=None, *, status=200, key=""):
        headers = {"authorization": f"Bearer {self.token}"}
        if key:
            headers["idempotency-key"] = key
        answer = await self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


async def a_resident(http, sandbox, story="li-xiuying", member=0):
    told = (await sandbox.http.get("/_ctl/people", params={"story": story})).json()[story][member]
    code = await sandbox.http.post("/_ctl/login_code", json={"id_no": told["id_no"]})
    opened = await http.post("/api/v1/sessions/wechat", json={"code": code.json()["code"]})
    visitor = Visitor(http, opened.json()["token"], told["name"])
    visitor.id_no = told["id_no"]
    real = {"name": told["name"], "id_no": told["id_no"]}
    await visitor.call("POST", "/me/real-name", real)
    return visitor


async def an_official(http, login, role=Role.CLERK, office="320699100"):
    _, secret = await staff.add(login, "张伟", PASSWORD, role=role, region_code=office, by=SYSTEM)
    half = await http.post("/api/v1/staff/sessions", json={"login": login, "password": PASSWORD})
    first = Visitor(http, half.json()["token"])
    code = pyotp.TOTP(secret).now()
    full = await first.call("POST", "/staff/sessions/second-factor", {"code": code}, status=201)
    return Visitor(http, full["token"])


async def a_draft(resident, **changes):
    draft = {"item": "temporary-relief", "region": "320699100201"}
    case_no = (await resident.call("POST", "/cases", draft, status=201))["case_no"]
    facts = ANSWERS | {name.replace("__", "."): value for name, value in changes.items()}
    kept = await resident.call("PATCH", f"/cases/{case_no}", {"facts": facts})
    assert kept["wrong"] == {}
    return case_no


async def a_submitted_case(resident, *, others_sign=False, **changes):
    """Sent in by the applicant; the office waits for nobody else unless asked to."""
    case_no = await a_draft(resident, **changes)
    shown = await resident.call("GET", f"/cases/{case_no}/review")
    signed = {"signature": resident.name, "consent_version": shown["consent_version"]}
    await resident.call("POST", f"/cases/{case_no}/submit", signed, key="first")
    if not others_sign:
        await nobody_else_signs(case_no)
    return case_no


async def nobody_else_signs(case_no):
    """As if the household had one adult: what this test is about is something else."""
    await database.execute(
        "UPDATE case_signers SET state = 'not_needed', settled_at = asked_at"
        " WHERE state = 'asked' AND case_id = (SELECT id FROM cases WHERE case_no = $1)",
        case_no,
    )

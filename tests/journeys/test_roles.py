"""Each role from its own door: what it sees, what it does, and what it never reaches."""

import pyotp
import pytest

from server.core import database
from server.core.actors import Role
from server.registry import sessions
from tests.journeys.people import PASSWORD, Visitor, a_resident, a_submitted_case, an_official

COUNTY = "320699"


async def see(visitor, path, *, status=200):
    answer = await visitor.http.get(path, headers={"cookie": f"otc={visitor.token}"})
    assert answer.status_code == status, answer.text
    return answer.text


async def post(visitor, path, **fields):
    data = {"csrf": (await sessions.of(visitor.token)).csrf, **fields}
    headers = {"cookie": f"otc={visitor.token}"}
    return await visitor.http.post(path, headers=headers, data=data)


@pytest.fixture
async def decided(app_server, sandbox):
    """A refused case: the resident and its number."""
    http = app_server.http
    li, clerk = await a_resident(http, sandbox), await an_official(http, "clerk")
    head = await an_official(http, "head", Role.HEAD)
    case_no = await a_submitted_case(li, household__income_12m=99_000_000)
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await database.execute("UPDATE cases SET stage = 'checking' WHERE case_no = $1", case_no)
    opinion = {"outcome": "refuse", "opinion": "收入高于当地线"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", opinion)
    decision = {"outcome": "refuse", "reason_codes": ["R02_INCOME_NOT_BELOW"]}
    await head.call("POST", f"/staff/cases/{case_no}/decide", decision)
    return li, case_no


async def test_the_manager_sees_figures_and_no_person(app_server, decided):
    li, case_no = decided
    manager = await an_official(app_server.http, "manager", Role.MANAGER, COUNTY)
    (town,) = (await manager.call("GET", "/staff/figures"))["offices"]
    assert (town["name"], town["refused"], town["open"]) == ("望江镇", 1, 0)
    page = await see(manager, "/console/figures")
    for secret in (li.name, li.id_no, case_no):
        assert secret not in page
        assert secret not in str(town)
    await manager.call("GET", "/staff/queue", status=403)
    await see(manager, "/console/queue", status=403)
    await manager.call("GET", "/staff/audit", status=403)


async def test_the_auditor_opens_drawn_cases_only_and_each_opening_is_noted(app_server, decided):
    li, case_no = decided
    auditor = await an_official(app_server.http, "auditor", Role.AUDITOR, COUNTY)
    await auditor.call("GET", f"/staff/cases/{case_no}", status=404)
    drawn = (await auditor.call("POST", "/staff/audit/samples", {"count": 3}, status=201))[
        "samples"
    ]
    assert [one["case_no"] for one in drawn] == [case_no]
    assert li.name not in str(drawn)

    seen = await auditor.call("GET", f"/staff/cases/{case_no}")
    assert (seen["name"], seen["open_steps"]) == (li.name, [])
    page = await see(auditor, f"/console/cases/{case_no}")
    assert "<textarea" not in page
    assert "/told" not in page
    rows = await database.fetch(
        "SELECT 1 FROM audit_rows WHERE role = 'auditor' AND action = 'open' AND subject = $1",
        f"case:{case_no}",
    )
    assert len(rows) == 2
    await auditor.call("POST", f"/staff/cases/{case_no}/claim", status=403)


async def test_reading_the_trail_leaves_a_line_of_its_own(app_server, decided):
    _, case_no = decided
    auditor = await an_official(app_server.http, "auditor", Role.AUDITOR, COUNTY)
    asked = f"/staff/audit?subject=case:{case_no}&action=refuse"
    (row,) = (await auditor.call("GET", asked))["rows"]
    assert (row["role"], row["action"]) == ("head", "refuse")
    (mine,) = (await auditor.call("GET", "/staff/audit?action=read-audit"))["rows"]
    assert mine["subject"] == f"case:{case_no}"
    assert "审计" in await see(auditor, f"/console/audit/?subject=case:{case_no}&on=x&before=y")


async def test_the_audit_administrator_checks_the_chain_and_sees_no_case(
    app_server, decided, tmp_path, monkeypatch
):
    _, case_no = decided
    # Checkpoints lie beside the run; those of other tests' databases are none of ours.
    checkpoints = "server.registry.audit.verifying.checkpoint_file"
    monkeypatch.setattr(checkpoints, lambda: tmp_path / "checkpoints.jsonl")
    admin = await an_official(app_server.http, "watcher", Role.AUDIT_ADMIN, COUNTY)
    found = await admin.call("GET", "/staff/audit")
    assert found["rows"]
    assert case_no not in str(found)
    assert (await admin.call("GET", "/staff/audit/verification"))["is_intact"] is True
    checked = await post(admin, "/console/audit/verification")
    assert "链条完整" in checked.text
    await admin.call("POST", "/staff/audit/samples", {"count": 1}, status=403)


async def test_accounts_and_rights_are_two_peoples_work(app_server):
    http = app_server.http
    system = await an_official(http, "sys", Role.SYSTEM_ADMIN, COUNTY)
    security = await an_official(http, "sec", Role.SECURITY_ADMIN, COUNTY)
    new = {"login": "newcomer", "name": "新来的", "password": PASSWORD}
    secret = (await system.call("POST", "/staff/members", new, status=201))["secret"]
    first = {"login": "newcomer", "password": PASSWORD}
    refused = await http.post("/api/v1/staff/sessions", json=first)
    assert refused.json()["code"] == "staff.no_post"

    right = {"role": "clerk", "region": "320699100"}
    await system.call("POST", "/staff/members/newcomer/posts", right, status=403)
    await security.call("POST", "/staff/members", new | {"login": "other"}, status=403)
    await security.call("POST", "/staff/members/newcomer/posts", right, status=204)
    half = Visitor(http, (await http.post("/api/v1/staff/sessions", json=first)).json()["token"])
    (held,) = (await half.call("GET", "/staff/posts"))["posts"]
    code = {"code": pyotp.TOTP(secret).now(), "post": held["code"]}
    full = await half.call("POST", "/staff/sessions/second-factor", code, status=201)
    clerk = Visitor(http, full["token"])
    await clerk.call("GET", "/staff/queue")

    taken = {"post": "clerk 320699100"}
    await security.call("POST", "/staff/members/newcomer/posts/end", taken, status=204)
    await clerk.call("GET", "/staff/queue", status=401)
    await security.call("POST", "/staff/members/newcomer/posts/end", taken, status=422)


async def test_the_three_administrators_stay_apart_and_give_themselves_nothing(app_server):
    http = app_server.http
    security = await an_official(http, "sec", Role.SECURITY_ADMIN, COUNTY)
    await an_official(http, "clerk")
    await an_official(http, "sys", Role.SYSTEM_ADMIN, COUNTY)
    for login, role in (("clerk", "system_admin"), ("sys", "audit_admin"), ("sys", "clerk")):
        asked = {"role": role, "region": COUNTY}
        answer = await security.call("POST", f"/staff/members/{login}/posts", asked, status=409)
        assert answer["code"] == "staff.roles_clash"
    asked = {"role": "clerk", "region": COUNTY}
    await security.call("POST", "/staff/members/sec/posts", asked, status=403)


async def test_administrators_work_in_the_console(app_server):
    http = app_server.http
    system = await an_official(http, "sys", Role.SYSTEM_ADMIN, COUNTY)
    security = await an_official(http, "sec", Role.SECURITY_ADMIN, COUNTY)
    made = await post(system, "/console/staff/", login="wanghong", name="王红", password=PASSWORD)
    assert "只显示这一次" in made.text
    again = await post(system, "/console/staff/", login="wanghong", name="王红", password=PASSWORD)
    assert again.status_code == 409
    weak = await post(system, "/console/staff/wanghong/reset", password="short")
    assert weak.status_code == 422
    given = {"role": "head", "region": "320699100", "until": "2027-01-01"}
    assert (await post(security, "/console/staff/wanghong/posts", **given)).status_code == 303
    assert "望江镇 · 负责人" in await see(security, "/console/staff/")
    wrong = await post(security, "/console/staff/wanghong/posts", role="emperor", region="320699")
    assert wrong.status_code == 422
    ended = await post(security, "/console/staff/wanghong/posts/end", post="head 320699100")
    assert ended.status_code == 303
    assert (await post(security, "/console/staff/wanghong/unlock")).status_code == 303
    assert (await post(system, "/console/staff/wanghong/leave")).status_code == 303
    assert "王红" not in await see(system, "/console/staff/")


async def test_a_deputy_chooses_the_post_to_act_in_when_signing_in(app_server):
    http = app_server.http
    head = await an_official(http, "head", Role.HEAD)
    _, secret = await _a_login("chen", "陈静")
    people = (await head.call("GET", "/staff/deputies"))["colleagues"]
    ids = {one["role"]: one["id"] for one in people}
    from server.core import clock

    today = clock.today().isoformat()
    asked = {"staff": ids["head"], "deputy": ids["clerk"], "starts_on": today, "ends_on": today}
    await head.call("POST", "/staff/deputies", asked, status=201)
    await head.call("POST", "/staff/deputies", asked, status=422)

    half = await http.post(
        "/console/sign-in", data=await _csrf(http, login="chen", password=PASSWORD)
    )
    assert half.status_code == 303
    token = half.cookies["otc"]
    page = (await http.get("/console/second-factor", headers={"cookie": f"otc={token}"})).text
    assert "望江镇 · 经办" in page
    assert "替张伟" in page
    fields = {"csrf": (await sessions.of(token)).csrf, "code": pyotp.TOTP(secret).now()}
    done = await http.post(
        "/console/second-factor",
        headers={"cookie": f"otc={token}"},
        data=fields | {"post": "head 320699100"},
    )
    acting = Visitor(http, done.cookies["otc"])
    assert "提醒" in await see(acting, "/console/alerts")


async def _a_login(login, name):
    from tests.factories.registry import a_staff_login

    staff_id, _ = await a_staff_login(name, login=login)
    from server.core.actors import SYSTEM
    from server.registry import staff

    return staff_id, await staff.reset(login, PASSWORD, by=SYSTEM)


async def _csrf(http, **fields):
    http.cookies.clear()
    page = await http.get("/console/sign-in")
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    return {"csrf": token, **fields}

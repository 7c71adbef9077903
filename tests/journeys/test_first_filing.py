"""The first one-trip filing over HTTP, worker and sandbox: six ways it can go."""

from datetime import timedelta

import pytest

from server.casework import publicity
from server.connectors import build_world
from server.core import clock, clock_offset, config, database
from server.core.actors import Role
from server.worker import Worker
from tests.journeys.people import a_draft, a_resident, a_submitted_case, an_official


@pytest.fixture
async def worker(app_server):
    world = build_world(config.settings())
    yield Worker(world)
    await clock_offset.reset()
    await world.close()


async def pass_time(sandbox, worker, **span):
    await clock_offset.advance(timedelta(**span))
    seconds = int(clock.offset().total_seconds())
    await sandbox.http.post("/_ctl/clock", json={"offset_seconds": seconds})
    await publicity.close_due()
    await worker.drain()


async def stage_of(resident, case_no):
    return (await resident.call("GET", f"/cases/{case_no}"))["stage"]


async def an_accepted_case(http, sandbox, worker, **changes):
    li, clerk = await a_resident(http, sandbox), await an_official(http, "clerk")
    case_no = await a_submitted_case(li, **changes)
    await worker.drain()
    await clerk.call("POST", f"/staff/cases/{case_no}/claim")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    return li, clerk, case_no


async def test_granted(http, sandbox, worker):
    li, clerk, case_no = await an_accepted_case(http, sandbox, worker)
    await pass_time(sandbox, worker, days=5)  # past any weekend: batches come on working days
    seen = await clerk.call("GET", f"/staff/cases/{case_no}")
    assert {query["state"] for query in seen["queries"]} == {"answered"}
    assert seen["estimate"]["amount_fen"] == 820_000

    grant = {"outcome": "grant", "amount_fen": 820_000, "opinion": "符合规定"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", grant)
    assert await stage_of(li, case_no) == "publicity"
    await pass_time(sandbox, worker, days=9)

    head = await an_official(http, "head", Role.HEAD)
    decided = {"outcome": "grant", "amount_fen": 820_000}
    await head.call("POST", f"/staff/cases/{case_no}/decide", decided, status=409)
    await head.call("POST", f"/staff/cases/{case_no}/refer-up")
    county = await an_official(http, "county", Role.COUNTY_APPROVER, "320699")
    await county.call("POST", f"/staff/cases/{case_no}/decide", decided)
    await worker.drain()

    view = await li.call("GET", f"/cases/{case_no}")
    assert (view["stage"], view["papers"], view["trips"]) == ("approved", 0, 0)
    (entry,) = await database.fetch("SELECT amount_fen FROM entitlement_entries")
    assert entry["amount_fen"] == 820_000
    assert (await sandbox.http.get("/_ctl/warnings")).json() == []


async def test_corrected_once_beside_its_words(http, sandbox, worker):
    li, clerk = await a_resident(http, sandbox), await an_official(http, "clerk")
    case_no = await a_submitted_case(li)
    point = {"fact": "household.property", "words": "还有别的存款吗？"}
    await clerk.call("POST", f"/staff/cases/{case_no}/corrections", {"points": [point]})
    await worker.drain()

    (asked,) = (await li.call("GET", f"/cases/{case_no}"))["corrections"]
    assert asked["points"][0]["words"] == "还有别的存款吗？"
    told = {"point": asked["points"][0]["id"], "kind": "told", "text": "没有了", "value": 900_000}
    answered = await li.call("POST", f"/cases/{case_no}/corrections/answers", {"answers": [told]})
    assert answered["stage"] == "submitted"

    again = {"points": [point]}
    await clerk.call("POST", f"/staff/cases/{case_no}/corrections", again, status=422)
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")


async def test_refused_by_somebody_else_with_reasons(http, sandbox, worker):
    rich = {"household__income_12m": 99_000_000}
    li, clerk, case_no = await an_accepted_case(http, sandbox, worker, **rich)
    opinion = {"outcome": "refuse", "opinion": "收入高于当地线"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", opinion)
    head = await an_official(http, "head", Role.HEAD)
    bare = {"outcome": "refuse", "reason_codes": []}
    await head.call("POST", f"/staff/cases/{case_no}/decide", bare, status=422)
    reasoned = {"outcome": "refuse", "reason_codes": ["R02_INCOME_NOT_BELOW"], "reason": "见上"}
    await head.call("POST", f"/staff/cases/{case_no}/decide", reasoned)
    await worker.drain()

    assert await stage_of(li, case_no) == "refused"
    titles = [n["title"] for n in (await li.call("GET", "/notices"))["notices"]]
    assert titles[0] == "有结果了"


async def test_withdrawn_and_made_again(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    assert (await li.call("POST", f"/cases/{case_no}/withdraw"))["stage"] == "withdrawn"
    assert await a_draft(li) != case_no


async def test_all_registers_down_and_back(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    fault = {"path": "/exchange", "mode": "http:503", "times": 1000}
    await sandbox.http.post("/_ctl/fault", json=fault)
    case_no = await a_submitted_case(li)
    await worker.drain()
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/claim")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    assert await stage_of(li, case_no) == "checking"

    await sandbox.http.delete("/_ctl/fault")
    await pass_time(sandbox, worker, days=1)
    await pass_time(sandbox, worker, days=6)
    seen = await clerk.call("GET", f"/staff/cases/{case_no}")
    assert {query["state"] for query in seen["queries"]} == {"answered"}


async def test_wechat_down_and_back(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    # Cards keep the quiet hours: begin at nine in the morning.
    await pass_time(sandbox, worker, hours=(9 - clock.local(clock.now()).hour) % 24)
    template = "journey-template"
    tap = {"template": template, "answer": "accept", "tap": "1"}
    await li.call("POST", "/notices/permits", tap)
    await sandbox.http.post("/_ctl/subscribe", json={"id_no": li.id_no, "template": template})
    await sandbox.http.post(
        "/_ctl/fault", json={"path": "/cgi-bin/stable_token", "mode": "http:503", "times": 2}
    )
    settings = vars(config.settings())
    before = settings["wechat_template_progress"]
    settings["wechat_template_progress"] = template
    try:
        await a_submitted_case(li)
        await worker.drain()
        assert (await li.call("GET", "/notices"))["unread"] == 1
        assert (await sandbox.http.get("/_ctl/outbox")).json() == []
        for _ in range(3):
            await pass_time(sandbox, worker, seconds=60)
    finally:
        settings["wechat_template_progress"] = before
    assert len((await sandbox.http.get("/_ctl/outbox")).json()) == 1


async def test_a_double_tap_submits_once(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    shown = {"signature": li.name, "consent_version": "2026-11"}
    await li.call("POST", f"/cases/{case_no}/submit", shown, key="second")
    rows = await database.fetch("SELECT 1 FROM outbox_events WHERE event = 'CaseSubmitted'")
    assert len(rows) == 1


async def test_somebody_elses_case_does_not_exist(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    other = await a_resident(http, sandbox, "zhang-jianguo")
    await other.call("GET", f"/cases/{case_no}", status=404)
    await other.call("POST", f"/cases/{case_no}/withdraw", status=404)
    stranger = await an_official(http, "elsewhere", office="320699101")
    await stranger.call("GET", f"/staff/cases/{case_no}", status=404)
    await stranger.call("POST", f"/staff/cases/{case_no}/accept", status=404)


NEW_ITEM = """
code = "school-relief"
title = "助学临时救助"
life_title = "孩子上学的钱凑不齐"
summary = "上学必须花的钱一下子太多，可以申请一次帮助。"
effective_from = 2026-01-01
basis = [{ doc = "示范县助学临时救助办法（虚构）" }]
[consent]
purpose = "benefit-check"
[[needs]]
fact = "expense.own_payment"
from = ["declared"]
[[section]]
code = "spending"
title = "花了多少钱"
facts = ["expense.own_payment", "expense.other_aid", "cause.same_cause_aid"]
[[lane]]
code = "school"
title = "助学"
eligibility = [{ rule = "not_same_cause" }, { rule = "expense_exceeds_burden" }]
amount = { rule = "expenditure_bands" }
stages = []
accept_within = { parameter = "relief.accept_workdays", otherwise = 3, unit = "workdays" }
decide_within = { parameter = "relief.decide_workdays", otherwise = 15, unit = "workdays" }
[[refusal]]
code = "R12_DUPLICATE_CAUSE"
words = "一年内同一事由已经救助过"
"""


async def test_a_new_item_is_one_file(http, sandbox, worker, catalogue):
    from server.catalogue import items

    await items.import_text(NEW_ITEM, name="school-relief.toml")
    await items.reload()
    listed = (await http.get("/api/v1/items")).json()["items"]
    assert "school-relief" in {item["code"] for item in listed}

    li = await a_resident(http, sandbox)
    draft = {"item": "school-relief", "region": "320699100201"}
    case_no = (await li.call("POST", "/cases", draft, status=201))["case_no"]
    facts = {
        "expense.own_payment": 2_000_000,
        "expense.other_aid": 0,
        "cause.same_cause_aid": False,
    }
    await li.call("PATCH", f"/cases/{case_no}", {"facts": facts})
    shown = {"signature": li.name, "consent_version": "2026-11"}
    done = await li.call("POST", f"/cases/{case_no}/submit", shown, key="k")
    assert done["stage"] == "submitted"
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    assert await stage_of(li, case_no) == "accepted"

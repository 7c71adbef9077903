"""Quick and urgent help over HTTP: few questions, no signer, hours, another lane on the way."""

from datetime import datetime, timedelta

import pytest

from server.core import database
from server.core.actors import Role
from tests.journeys.people import Visitor, a_resident, a_submitted_case, an_official
from tests.journeys.test_first_filing import pass_time, stage_of, worker

__all__ = ["worker"]
FIRE = {
    "event.kind": "fire",
    "event.when": "now",
    "event.basics": "none",
    "event.people": 2,
    "hardship.description": "昨晚家里着火了",
}


async def a_filed(resident: Visitor, lane, region="320699100201", **more):
    draft = {"item": "temporary-relief", "region": region, "lane": lane}
    case_no = (await resident.call("POST", "/cases", draft, status=201))["case_no"]
    around = {"third_party.liability": "none", "cause.same_cause_aid": False}
    facts = FIRE | (around if lane == "urgent" else {}) | more
    kept = await resident.call("PATCH", f"/cases/{case_no}", {"facts": facts})
    assert kept["wrong"] == {}
    shown = await resident.call("GET", f"/cases/{case_no}/review")
    signed = {"signature": resident.name, "consent_version": shown["consent_version"]}
    await resident.call("POST", f"/cases/{case_no}/submit", signed, key="first")
    return case_no


def hours_between(one, other):
    return (datetime.fromisoformat(other) - datetime.fromisoformat(one)) / timedelta(hours=1)


async def test_quick_help_waits_for_nobody(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_filed(li, "quick")
    await worker.drain()
    seen = await li.call("GET", f"/cases/{case_no}")
    assert hours_between(seen["created_at"], seen["aid_by"]) == pytest.approx(72, abs=0.1)
    assert seen["signers"] == []
    assert await database.fetch("SELECT 1 FROM register_queries WHERE case_no = $1", case_no) == []
    assert await database.fetch("SELECT 1 FROM consents WHERE case_no = $1", case_no) == []

    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    grant = {"outcome": "grant", "amount_fen": 82_000, "opinion": "家里着火，先帮一个月"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", grant)
    await clerk.call("POST", f"/staff/cases/{case_no}/decide", grant_of(82_000), status=403)
    head = await an_official(http, "head", Role.HEAD)
    await head.call("POST", f"/staff/cases/{case_no}/decide", grant_of(82_000))
    assert await stage_of(li, case_no) == "approved"


def grant_of(fen):
    return {"outcome": "grant", "amount_fen": fen}


async def test_quick_help_gives_no_more_than_its_most(http, sandbox, worker):
    case_no = await a_filed(await a_resident(http, sandbox), "quick")
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    more = {"outcome": "grant", "amount_fen": 82_001, "opinion": "多给一点"}
    told = await clerk.call("POST", f"/staff/cases/{case_no}/propose", more, status=422)
    assert told["fields"]["amount"]["code"] == "field.above_cap"


async def test_above_the_township_limit_the_county_decides(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_filed(li, "urgent", **{"event.people": 4})
    clerk, head = await an_official(http, "clerk"), await an_official(http, "head", Role.HEAD)
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    grant = {"outcome": "grant", "amount_fen": 984_000, "opinion": "四口人，三个月"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", grant)
    await head.call("POST", f"/staff/cases/{case_no}/decide", grant_of(984_000), status=409)
    await head.call("POST", f"/staff/cases/{case_no}/refer-up")
    county = await an_official(http, "county", Role.COUNTY_APPROVER, "320699")
    await county.call("POST", f"/staff/cases/{case_no}/decide", grant_of(984_000))
    assert await stage_of(li, case_no) == "approved"


async def test_a_stranger_is_helped_where_it_happened(http, sandbox, worker):
    """Nobody asks where she is registered; the office is that of the place."""
    away = await a_resident(http, sandbox, "ayinuer")
    case_no = await a_filed(away, "urgent", "320699101")
    rows = await database.fetch("SELECT office_code FROM cases WHERE case_no = $1", case_no)
    assert rows[0]["office_code"] == "320699101"


async def test_another_lane_keeps_the_day_of_acceptance(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_filed(li, "quick")
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    before = await clock_of(case_no)
    await pass_time(sandbox, worker, days=1)
    words = {"lane": "expenditure", "note": "住院花费大，按支出型算更合适"}
    bare = {"lane": "expenditure", "note": " "}
    await clerk.call("POST", f"/staff/cases/{case_no}/convert", bare, status=422)
    await clerk.call("POST", f"/staff/cases/{case_no}/convert", words)
    await worker.drain()
    after = await clock_of(case_no)
    assert (after["accepted_at"], after["submitted_at"]) == (
        before["accepted_at"],
        before["submitted_at"],
    )
    assert (after["lane"], after["stage"], after["aid_by"]) == ("expenditure", "checking", None)
    seen = await li.call("GET", f"/cases/{case_no}")
    assert {signer["state"] for signer in seen["signers"]} == {"asked"}
    titles = [n["title"] for n in (await li.call("GET", "/notices"))["notices"]]
    assert "换了一种办法接着办" in titles
    shown = {"signature": li.name, "consent_version": "2026-11"}
    await li.call("POST", f"/cases/{case_no}/consent", shown)
    await worker.drain()
    assert await database.fetch("SELECT 1 FROM register_queries WHERE case_no = $1", case_no)


async def clock_of(case_no):
    (row,) = await database.fetch(
        "SELECT lane, stage, submitted_at, accepted_at, decide_by, aid_by FROM cases"
        " WHERE case_no = $1",
        case_no,
    )
    return row


async def test_a_slow_lane_turned_urgent_owes_help_in_hours(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    accepted = (await clock_of(case_no))["accepted_at"]
    words = {"lane": "urgent", "note": "家里断粮了，等不得"}
    await clerk.call("POST", f"/staff/cases/{case_no}/convert", words)
    row = await clock_of(case_no)
    assert (row["stage"], row["accepted_at"]) == ("accepted", accepted)
    assert (row["aid_by"] - accepted) / timedelta(hours=1) == pytest.approx(24, abs=0.1)


async def test_urgent_help_does_not_find_a_draft_begun_at_leisure(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    draft = {"item": "temporary-relief", "region": "320699100201"}
    slow = (await li.call("POST", "/cases", draft, status=201))["case_no"]
    fast = (await li.call("POST", "/cases", draft | {"lane": "quick"}, status=201))["case_no"]
    again = (await li.call("POST", "/cases", draft | {"lane": "quick"}, status=201))["case_no"]
    assert fast == again != slow

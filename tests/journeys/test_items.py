"""Every item from the menu to its letter, over HTTP: filed, checked, granted by somebody else."""

import pytest

from server.catalogue import items, vocabulary
from server.catalogue.items.service import FILES
from server.core.actors import Role
from tests.catalogue import (
    test_children,
    test_destitute,
    test_disability,
    test_elders,
    test_funerals,
    test_recognition,
    test_subsistence,
)
from tests.journeys.people import a_resident, an_official, nobody_else_signs
from tests.journeys.test_first_filing import pass_time, stage_of, worker

__all__ = ["worker"]
TOLD = {
    "subsistence-allowance": test_subsistence.FAMILY,
    "destitute-support": test_destitute.ALONE | {"support.form": "scattered"},
    "low-income-margin": test_recognition.NEAR,
    "rigid-expenditure": test_recognition.SPENT,
    "disability-living-allowance": test_disability.INSIDE
    | {
        "income.fixed": False,
        "card.at_home": 1,
        "card.kept_by_old": False,
        "household.size": 1,
        "household.income_12m": 0,
    },
    "disability-care-allowance": test_disability.CARING,
    "orphan-allowance": test_children.ALONE | {"child.studies": "school"},
    "unattended-child-allowance": test_children.LEFT | {"child.studies": "school"},
    "child-in-difficulty": test_children.HARD | {"child.studies": "school"},
    "old-age-allowance": test_elders.OLD,
    "elder-care-allowance": test_elders.FRAIL,
    "elder-care-voucher": test_elders.SERVED,
    "funeral-benefit": test_funerals.GONE | {"deceased.name": "王某某"},
    "ecological-burial-award": test_funerals.BURIED | {"deceased.name": "王某某"},
}
SHIPPED = {path.stem for path in FILES.glob("*.toml")}


def test_every_item_has_its_journey():
    assert set(TOLD) == SHIPPED - {"temporary-relief"}


def answers_of(code):
    """What is told of the questions the form asks."""
    item = items.parse((FILES / f"{code}.toml").read_text(encoding="utf-8"), name=code)
    asked = set(item.asked_facts(item.lane()))
    return item, {key: value for key, value in TOLD[code].items() if key in asked}


async def a_filed_case(resident, code):
    listed = (await resident.call("GET", "/items"))["items"]
    assert code in {item["code"] for item in listed}
    item, facts = answers_of(code)
    draft = {"item": code, "region": "320699100201"}
    case_no = (await resident.call("POST", "/cases", draft, status=201))["case_no"]
    kept = await resident.call("PATCH", f"/cases/{case_no}", {"facts": facts})
    assert kept["wrong"] == {}
    shown = await resident.call("GET", f"/cases/{case_no}/review")
    assert shown["missing"] == []
    signed = {"signature": resident.name, "consent_version": shown["consent_version"]}
    await resident.call("POST", f"/cases/{case_no}/submit", signed, key="first")
    await nobody_else_signs(case_no)
    return item, case_no


async def an_accepted_case(http, sandbox, worker, code):
    li, clerk = await a_resident(http, sandbox), await an_official(http, "clerk")
    item, case_no = await a_filed_case(li, code)
    await worker.drain()
    await clerk.call("POST", f"/staff/cases/{case_no}/claim")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    await worker.drain()
    await pass_time(sandbox, worker, days=7)
    return li, clerk, item, case_no


@pytest.mark.parametrize("code", sorted(TOLD))
async def test_granted(http, sandbox, worker, code):
    li, clerk, item, case_no = await an_accepted_case(http, sandbox, worker, code)
    lane, pays = item.lane(), item.lane().pays != "nothing"
    amount = {"amount_fen": 10_000} if pays else {}
    grant = {"outcome": "grant", "opinion": "符合规定", **amount}
    if lane.amount_is_cap and not pays:
        grant["amount_fen"] = 0
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", grant)
    assert (await stage_of(li, case_no) == "publicity") == (lane.publicity is not None)
    await pass_time(sandbox, worker, days=12)

    head = await an_official(http, "head", Role.HEAD)
    await head.call("POST", f"/staff/cases/{case_no}/refer-up")
    county = await an_official(http, "county", Role.COUNTY_APPROVER, "320699")
    await county.call("POST", f"/staff/cases/{case_no}/decide", {"outcome": "grant", **amount})
    await worker.drain()

    assert await stage_of(li, case_no) in {"approved", "closed"}
    letters = (await li.call("GET", f"/cases/{case_no}/letters"))["letters"]
    assert {"acceptance", "grant"} <= {letter["kind"] for letter in letters}


@pytest.mark.parametrize("code", sorted(TOLD))
async def test_refused_with_a_ground_of_its_own(http, sandbox, worker, code):
    li, clerk, item, case_no = await an_accepted_case(http, sandbox, worker, code)
    opinion = {"outcome": "refuse", "opinion": "不符合规定"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", opinion)
    head = await an_official(http, "head", Role.HEAD)
    reasoned = {"outcome": "refuse", "reason_codes": [item.refusals[0].code], "reason": "见上"}
    await head.call("POST", f"/staff/cases/{case_no}/decide", reasoned)
    await worker.drain()

    assert await stage_of(li, case_no) == "refused"
    letters = (await li.call("GET", f"/cases/{case_no}/letters"))["letters"]
    assert "refusal" in {letter["kind"] for letter in letters}


@pytest.mark.parametrize("code", sorted(TOLD))
async def test_corrected_once(http, sandbox, worker, code):
    li, clerk = await a_resident(http, sandbox), await an_official(http, "clerk")
    item, case_no = await a_filed_case(li, code)
    fact = next(key for key in item.lane().check if vocabulary.of(key).question)
    point = {"fact": fact, "words": "这一题请再说明一下"}
    await clerk.call("POST", f"/staff/cases/{case_no}/corrections", {"points": [point]})
    await worker.drain()

    (asked,) = (await li.call("GET", f"/cases/{case_no}"))["corrections"]
    told = {
        "point": asked["points"][0]["id"],
        "kind": "told",
        "text": "就是这样",
        "value": TOLD[code][fact],
    }
    answered = await li.call("POST", f"/cases/{case_no}/corrections/answers", {"answers": [told]})
    assert answered["stage"] == "submitted"

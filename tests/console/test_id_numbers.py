"""A full ID number: only on demand, only with a reason, and never without a trace."""

from uuid import uuid4

import pytest

from server.casework import desk
from server.core import database
from server.core.actors import Role
from server.oversight import holdings
from server.registry import households, people, sessions
from tests.factories.casework import a_submitted_case
from tests.factories.registry import (
    OTHER_TOWNSHIP,
    a_household,
    a_person,
    a_resident,
    a_staff_member,
)


@pytest.fixture
async def applicant(app_server):
    person, spouse = await a_person("李秀英"), await a_person("王建国")
    await a_household((person, "本人"), (spouse, "配偶"))
    return await a_resident(person=person)


@pytest.fixture
async def case(applicant):
    found, _ = await a_submitted_case(applicant)
    return found


@pytest.fixture
async def number(case):
    return (await people.of(case.applicant_id)).id_no


async def noted():
    return await database.fetch(
        "SELECT subject, reason, detail FROM audit_rows WHERE action = 'open-id-no'"
    )


def door(case):
    return f"/console/cases/{case.case_no}/id-number"


async def test_the_number_is_masked_until_a_reason_is_given(at_desk, case, number):
    page = await at_desk.open(f"/console/cases/{case.case_no}")
    assert number not in page.html

    shown = await at_desk.press(page, door(case), reason="和身份证原件核对")

    assert number in shown.words
    assert "no-store" in shown.answer.headers["cache-control"]
    (row,) = await noted()
    assert row["subject"] == f"person:{case.applicant_id}"
    assert row["reason"] == "和身份证原件核对"
    assert case.case_no in row["detail"]
    assert number not in str(row)


async def test_it_is_shown_once(at_desk, case, number):
    page = await at_desk.open(f"/console/cases/{case.case_no}")
    shown = await at_desk.press(page, door(case), reason="核对")

    assert number not in str(shown.answer.url)
    assert number not in (await at_desk.open(f"/console/cases/{case.case_no}")).html


async def test_without_a_reason_there_is_no_number(at_desk, case, number):
    page = await at_desk.open(f"/console/cases/{case.case_no}")

    refused = await at_desk.press(page, door(case), reason="  ")

    assert (refused.status, number in refused.html) == (422, False)
    assert "写一句为什么看" in refused.words
    assert await noted() == []


async def test_a_number_in_the_reason_is_not_kept(case, number):
    clerk = await a_staff_member()

    await desk.id_number_of(case.case_no, case.applicant_id, clerk, reason=f"核对 {number}")

    assert number not in str(await noted())


async def test_the_household_may_be_asked_for_and_nobody_else(at_desk, case):
    home = await households.of(case.household_id)
    spouse = next(one for one in home.members if one.person_id != case.applicant_id)
    stranger = await a_person()
    page = await at_desk.open(f"/console/cases/{case.case_no}")
    assert spouse.name in page.words

    shown = await at_desk.press(page, door(case), reason="核对", person=str(spouse.person_id))
    assert (await people.of(spouse.person_id)).id_no in shown.words
    for nobody in (str(stranger.id), str(uuid4()), "x", ""):
        refused = await at_desk.press(page, door(case), reason="核对", person=nobody)
        assert refused.status == 404
        assert "这个人不在这件里" in refused.words
    assert [row["subject"] for row in await noted()] == [f"person:{spouse.person_id}"]


async def test_who_may_not_open_the_case_sees_no_number(console, case, number):
    held = await a_staff_member()
    await desk.claim(case.case_no, held)
    wanted = {"person": str(case.applicant_id), "reason": "看看"}
    for by, status in (
        (await a_staff_member(), 403),
        (await a_staff_member(region=OTHER_TOWNSHIP), 404),
        (await a_staff_member(role=Role.AUDITOR, region="320699"), 403),
        (await a_staff_member(role=Role.MANAGER, region="320699"), 403),
    ):
        async with console(by) as browser:
            session = await sessions.of(browser.http.cookies["otc"])
            sent = wanted | {"csrf": session.csrf}
            answer = await browser.http.post(door(case), data=sent)
            assert (answer.status_code, number in answer.text) == (status, False), by.role
    assert await noted() == []


async def test_the_person_sees_who_looked_and_why(at_desk, case, applicant):
    page = await at_desk.open(f"/console/cases/{case.case_no}")
    await at_desk.press(page, door(case), reason="和原件核对")

    looks = await holdings.looks_of(applicant)
    look = next(one for one in looks if one.what == "open-id-no")

    assert (look.why, look.role) == ("和原件核对", "clerk")

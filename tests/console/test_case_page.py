"""The case page: what differs and whether it matters, notes, what the resident sees, the board."""

from datetime import timedelta

import pytest

from server.casework import cases, desk
from server.core.actors import Role
from tests.factories.casework import a_submitted_case
from tests.factories.desk import a_case
from tests.factories.registry import OTHER_TOWNSHIP, a_staff_member


async def test_the_next_step_is_the_one_filled_button(at_desk):
    case, _ = await a_submitted_case()

    page = await at_desk.open(f"/console/cases/{case.case_no}")

    assert page.html.count('class="btn primary"') == 1
    assert "受理<kbd>S</kbd>" in page.html


async def test_a_note_is_written_beside_the_case_and_never_shown_to_the_resident(at_desk):
    case, _ = await a_submitted_case()
    page = await at_desk.open(f"/console/cases/{case.case_no}")

    page = await at_desk.press(
        page, f"/console/cases/{case.case_no}/note", note="先打电话，别发短信"
    )

    assert "便签已存" in page.words
    assert "先打电话，别发短信" in page.words
    told = await at_desk.open(f"/console/cases/{case.case_no}/told")
    assert "先打电话" not in told.words


async def test_a_colleague_sees_what_the_resident_sees(at_desk, console):
    case, _ = await a_submitted_case()

    page = await at_desk.open(f"/console/cases/{case.case_no}/told")

    assert cases.words_of(await cases.of(case.case_no)).now in page.words
    async with console(await a_staff_member(region=OTHER_TOWNSHIP)) as stranger:
        answer = await stranger.http.get(f"/console/cases/{case.case_no}/told")
        assert answer.status_code == 404


async def test_what_cannot_be_done_yet_stands_there_with_the_reason(console):
    case, _ = await a_submitted_case()
    clerk, head = await a_staff_member(), await a_staff_member(role=Role.HEAD)
    await desk.claim(case.case_no, clerk)
    await cases.accept(case.case_no, clerk)
    await cases.start_checking(case.case_no)
    await desk.open_with_reason(case.case_no, head, reason="抽查")

    async with console(head) as browser:
        page = await browser.open(f"/console/cases/{case.case_no}")

    assert 'aria-disabled="true" aria-describedby="why-propose_grant"' in page.html
    assert "先认领；意见由经办人写" in page.words


async def test_a_preview_of_a_colleagues_case_asks_for_the_reason_first(at_desk):
    case, _ = await a_submitted_case()
    await desk.claim(case.case_no, await a_staff_member())

    part = await at_desk.http.get(
        f"/console/cases/{case.case_no}/preview", headers={"hx-request": "true"}
    )

    assert "这件不是您在办" in part.text


@pytest.mark.parametrize(("role", "region"), [(Role.HEAD, ""), (Role.COUNTY_APPROVER, "320699")])
async def test_the_board_counts_as_the_list_does(console, role, region):
    await a_case(due_in=timedelta(days=-4))
    await a_case(handler=await a_staff_member("张伟"))
    boss = await a_staff_member(role=role, **({"region": region} if region else {}))

    async with console(boss) as browser:
        page = await browser.open("/console/board")
        listed = await browser.open("/console/queue?view=overdue")

    assert "望江镇超期 1 件" in page.words
    assert "<h1>超期 1</h1>" in listed.html
    assert "不排名次" in page.words


async def test_a_clerk_has_no_board(at_desk):
    assert (await at_desk.open("/console/board")).status == 403


async def test_a_wrong_address_leads_back_to_the_desk(at_desk):
    page = await at_desk.open("/console/nowhere")

    assert page.status == 404
    assert "/console" in page.links

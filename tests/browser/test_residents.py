"""What scripts add to the residents' pages, in a real Chromium; without one the tests are skipped."""

import asyncio
import os
from pathlib import Path

import pytest
import pytest_asyncio

from server.casework import cases
from server.core import database, redis
from server.registry import sessions
from tests.browser import checks
from tests.factories.registry import a_household, a_person, a_resident
from tests.journeys.people import ANSWERS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not checks.has_browser() and os.environ.get("CI") != "true",
        reason="no Chromium here: browser tests are skipped",
    ),
]
ITEM = "/items/temporary-relief"
LONG = "阿卜杜热合曼·买买提依明·吐尔逊"
RARE = "王䶮㛃"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium(tmp_path_factory):
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await checks.launch(playwright, Path(tmp_path_factory.mktemp("fonts")))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(app_server, chromium):
    """A phone of 375 by 812."""
    if (client := redis.client()) is not None:
        await client.flushdb()
    context = await chromium.new_context(
        viewport={"width": 375, "height": 812}, base_url=app_server.url, locale="zh-CN"
    )
    context.set_default_timeout(15_000)
    yield await context.new_page()
    await context.close()


async def signed_in(phone, app_server, name="李秀英"):
    """A resident with a household, signed in on that phone."""
    person = await a_person(name)
    await a_household((person, "本人"), (await a_person(RARE), "配偶"))
    by = await a_resident(person=person)
    token, _ = await sessions.open_for_account(by.account_id, "test")
    await phone.context.add_cookies([{"name": "ot", "value": token, "url": app_server.url}])
    return by


async def a_draft(phone, by):
    case = await cases.start("temporary-relief", "320699100201", by)
    await phone.goto(f"/cases/{case.case_no}/form")
    return case.case_no


@pytest.mark.parametrize("path", ["/", ITEM, "/sign-in", "/help", "/chat", "/nowhere"])
@pytest.mark.parametrize("care", [False, True])
async def test_a_page_for_everybody_is_fit_for_every_hand_and_eye(phone, app_server, path, care):
    if care:
        await phone.context.add_cookies([{"name": "care", "value": "1", "url": app_server.url}])
    await phone.goto(path)

    assert await checks.problems(phone, is_care=care) == []
    assert await checks.axe(phone) == []


@pytest.mark.parametrize("name", [LONG, RARE])
async def test_long_and_rare_names_fit(phone, app_server, name):
    by = await signed_in(phone, app_server, name)
    case_no = await a_draft(phone, by)

    await phone.goto(f"/cases/{case_no}/form/home")

    assert name in await phone.inner_text("main")
    assert await checks.problems(phone, is_care=False) == []


async def test_the_check_answers_in_place(phone):
    await phone.goto(ITEM)
    await phone.fill("[name='household.size']", "3")

    await phone.locator("#one-minute button[type=submit]").click()
    await phone.wait_for_selector("#verdict")

    assert phone.url.endswith(ITEM)
    assert await phone.evaluate("document.activeElement.id") == "verdict"


async def test_figures_are_covered_until_asked_for(phone):
    await phone.goto(ITEM)
    await phone.fill("[name='expense.own_payment']", "40000")
    await phone.fill("[name='expense.other_aid']", "3000")
    await phone.select_option("#region", "320699")
    await phone.locator("#one-minute button[type=submit]").click()
    await phone.wait_for_selector("#verdict")
    assert "8,200" not in await phone.inner_text("#verdict")

    await phone.locator("#verdict .veil").click()

    assert "8,200" in await phone.inner_text("#verdict")


async def test_an_answer_is_kept_as_one_goes(phone, app_server):
    by = await signed_in(phone, app_server)
    case_no = await a_draft(phone, by)

    async with phone.expect_response(lambda answer: answer.request.method == "POST"):
        await phone.fill("textarea", "老伴住院")
        await phone.locator("h1").click()

    kept = await cases.review(case_no, by)
    assert kept.sections[0].answers[0].value == "老伴住院"


async def test_without_a_net_words_stay_and_nothing_is_sent(phone, app_server):
    by = await signed_in(phone, app_server)
    await a_draft(phone, by)
    before = phone.url
    await phone.context.set_offline(True)
    await phone.fill("textarea", "没有网的时候写的")

    await phone.get_by_role("button", name="下一步").click()

    assert "没有网" in await phone.inner_text("#net")
    assert phone.url == before
    await phone.context.set_offline(False)
    await phone.reload()
    assert await phone.input_value("textarea") == "没有网的时候写的"


async def test_two_quick_taps_are_one_sending(phone, app_server):
    by = await signed_in(phone, app_server)
    await a_draft(phone, by)
    sent = []
    phone.on("request", lambda one: sent.append(one) if one.method == "POST" else None)

    await phone.get_by_role("button", name="先存着").dblclick()
    await asyncio.sleep(0.5)

    assert len([one for one in sent if one.is_navigation_request()]) == 1
    rows = await database.fetch("SELECT count(*) AS n FROM cases")
    assert rows[0]["n"] == 1


async def test_the_way_of_answering_opens_without_scripts(chromium, app_server):
    context = await chromium.new_context(
        base_url=app_server.url, java_script_enabled=False, locale="zh-CN"
    )
    page = await context.new_page()
    await page.goto(ITEM)
    await page.fill("[name='household.size']", "3")
    async with page.expect_navigation():
        await page.locator("#one-minute button[type=submit]").click()

    assert "说不准" in await page.inner_text("#verdict")
    await context.close()


async def test_a_name_is_written_with_a_finger(phone, app_server):
    by = await signed_in(phone, app_server)
    case_no = await a_draft(phone, by)
    await cases.save(case_no, ANSWERS, by)
    await phone.goto(f"/cases/{case_no}/review")
    canvas = phone.locator(".hand canvas")
    await canvas.scroll_into_view_if_needed()
    place = await canvas.bounding_box()

    for line in (((40, 40), (200, 120)), ((60, 140), (240, 30))):
        await phone.mouse.move(*(place[axis] + at for axis, at in zip("xy", line[0], strict=True)))
        await phone.mouse.down()
        await phone.mouse.move(
            *(place[axis] + at for axis, at in zip("xy", line[1], strict=True)), steps=8
        )
        await phone.mouse.up()
    async with phone.expect_navigation():
        await phone.get_by_role("button", name="签名，交上去").click()

    assert phone.url.endswith("/receipt")

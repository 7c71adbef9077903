"""The console in a real Chromium: keyboard, no sideways scrolling, findings of axe."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from server.casework import cases, desk
from server.core import redis
from server.core.actors import Role
from tests.browser import checks
from tests.factories.casework import a_submitted_case
from tests.factories.desk import a_case
from tests.factories.registry import a_session, a_staff_member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not checks.has_browser() and os.environ.get("CI") != "true",
        reason="no Chromium here: browser tests are skipped",
    ),
]
DESKS = ((1366, 768), (1440, 900))
LONG = "阿卜杜热合曼·买买提依明·吐尔逊"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium(tmp_path_factory):
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await checks.launch(playwright, Path(tmp_path_factory.mktemp("fonts")))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(app_server):
    return await a_staff_member("张伟")


@pytest_asyncio.fixture(loop_scope="session")
async def screen(app_server, chromium, clerk):
    """张伟's screen, 1366 wide."""
    page = await a_screen(app_server, chromium, clerk)
    yield page
    await page.context.close()


async def a_screen(app_server, chromium, by):
    if (client := redis.client()) is not None:
        await client.flushdb()
    context = await chromium.new_context(
        viewport={"width": 1366, "height": 768}, base_url=app_server.url, locale="zh-CN"
    )
    context.set_default_timeout(15_000)
    token, _ = await a_session(by)
    await context.add_cookies([{"name": "otc", "value": token, "url": app_server.url}])
    return await context.new_page()


async def fits(page):
    """Nothing scrolls sideways, and axe finds nothing."""
    for width, height in DESKS:
        await page.set_viewport_size({"width": width, "height": height})
        wide = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        needed, there = await page.evaluate(wide)
        assert needed <= there, (page.url, needed, there)
    assert await checks.axe(page) == []


async def here(page):
    return await page.locator("tr.is-here th a").inner_text()


async def test_a_full_list_fits_the_screen(screen, clerk):
    for number, name in enumerate((LONG, "王䶮㛃", "李甲", "李乙", "李丙")):
        await a_case(name, due_in=timedelta(days=(-4, 0.01, 1, 9, 30)[number]), handler=clerk)

    await screen.goto("/console/queue")

    await fits(screen)


async def test_the_whole_list_is_worked_by_keys(screen, clerk):
    made = {
        name: await a_case(name, due_in=timedelta(days=days))
        for days, name in enumerate(("李甲", "李乙", "李丙"), 1)
    }
    await screen.goto("/console/queue")
    assert await here(screen) == "李甲"

    await screen.keyboard.press("j")
    await screen.keyboard.press("x")
    assert await here(screen) == "李乙"
    assert "已选 1 件" in await screen.inner_text("[data-batch]")
    await screen.keyboard.press("Escape")
    assert not await screen.is_visible("[data-batch]")

    async with screen.expect_navigation():
        await screen.keyboard.press("c")
    assert (await cases.of(made["李乙"].case_no)).handler_id == clerk.staff_id
    async with screen.expect_navigation():
        await screen.keyboard.press("2")
    assert "view=mine" in screen.url
    async with screen.expect_navigation():
        await screen.keyboard.press("Enter")
    assert made["李乙"].case_no in screen.url
    async with screen.expect_navigation():
        await screen.keyboard.press("Escape")
    assert "view=mine" in screen.url


async def test_choosing_characters_presses_nothing(screen):
    for name in ("李甲", "李乙"):
        await a_case(name)
    await screen.goto("/console/queue")
    before = await here(screen)

    await screen.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', isComposing: true}));"
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', keyCode: 229}))"
    )
    assert await here(screen) == before

    await screen.keyboard.press("/")
    await screen.keyboard.type("jk")
    assert await here(screen) == before
    assert await screen.input_value("#find") == "jk"


async def test_the_preview_follows_the_row(screen, clerk):
    first, _ = await a_submitted_case()
    await desk.claim(first.case_no, clerk)
    await screen.goto("/console/queue")

    await screen.keyboard.press("v")
    await screen.wait_for_selector("#preview[open] .verdict")

    assert first.case_no in await screen.inner_text("#preview-body")
    await fits(screen)
    await screen.keyboard.press("Escape")
    assert not await screen.is_visible("#preview")


async def test_f_opens_the_conditions_and_tab_walks_them(screen):
    await a_case("李甲")
    await screen.goto("/console/queue")

    await screen.keyboard.press("f")

    assert await screen.evaluate("document.activeElement.name") == "what"
    await fits(screen)
    await screen.keyboard.press("Escape")
    assert not await screen.is_visible(".pop-body")


async def test_focus_is_seen(screen):
    await a_case("李甲")
    await screen.goto("/console/queue")

    await screen.keyboard.press("j")

    style = "getComputedStyle(document.activeElement)"
    assert await screen.evaluate(f"{style}.outlineStyle") == "solid"
    assert await screen.evaluate(f"{style}.outlineWidth") == "3px"


async def test_the_case_fits_and_sends_only_at_the_second_press(screen, clerk):
    case, _ = await a_submitted_case()
    await desk.claim(case.case_no, clerk)
    await screen.goto(f"/console/cases/{case.case_no}")
    await fits(screen)

    await screen.keyboard.press("n")
    button = screen.locator("#do-ask_correction button")
    await screen.locator("#do-ask_correction input[type=checkbox]").first.check()
    await button.click()
    assert (await cases.of(case.case_no)).stage == "submitted"
    assert "再按一次" in await button.inner_text()

    async with screen.expect_navigation():
        await button.click()
    assert (await cases.of(case.case_no)).stage == "correction"
    await fits(screen)


async def test_v_shows_what_the_resident_sees(screen, clerk):
    case, _ = await a_submitted_case()
    await screen.goto(f"/console/cases/{case.case_no}")

    await screen.keyboard.press("v")
    await screen.wait_for_selector("#preview[open] .said-to")

    assert "已经交了" in await screen.inner_text("#preview-body")
    await fits(screen)


async def test_every_key_is_listed_behind_the_question_mark(screen):
    await screen.goto("/console/queue")

    await screen.keyboard.press("?")

    assert await screen.is_visible("#keys")
    assert await checks.axe(screen) == []


async def test_the_board_fits(app_server, chromium):
    await a_case(due_in=timedelta(days=-4), handler=await a_staff_member("张伟"))
    county = await a_staff_member(role=Role.COUNTY_APPROVER, region="320699")
    page = await a_screen(app_server, chromium, county)

    await page.goto("/console/board")

    await fits(page)
    await page.context.close()


async def test_the_next_fifty_come_below(screen):
    for number in range(52):
        await a_case(due_in=timedelta(hours=number + 1))
    await screen.goto("/console/queue")
    rows = screen.locator("#rows th[scope=row]")
    assert await rows.count() == 50

    await screen.locator("#more a").click()
    await rows.nth(51).wait_for()

    assert "都在这里了" in await screen.inner_text("#more")


@pytest.mark.parametrize(
    ("role", "region"), [(Role.HEAD, "320699100"), (Role.COUNTY_APPROVER, "320699")]
)
async def test_whoever_has_most_places_finds_each_without_scrolling(
    app_server, chromium, role, region
):
    page = await a_screen(
        app_server, chromium, await a_staff_member(LONG, role=role, region=region)
    )
    await page.goto("/console/figures")
    await fits(page)
    assert "更多：数字" in await page.inner_text(".more summary")

    await page.click(".more summary")
    await fits(page)
    async with page.expect_navigation():
        await page.click(".more a[href='/console/conferences']")

    assert "/console/conferences" in page.url
    await page.context.close()

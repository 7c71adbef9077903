"""A village without signal, in a real Chromium: kept, filled in and signed offline, sent later, wiped."""

import os

import pytest
import pytest_asyncio

from server.core import database
from tests.browser import checks
from tests.browser.test_residents import chromium  # noqa: F401
from tests.journeys.test_survey import stage_of, visit, worker  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not checks.has_browser() and os.environ.get("CI") != "true",
        reason="no Chromium here: browser tests are skipped",
    ),
]
_KEPT = """async () => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open("onetrip-surveys", 1);
    asked.onsuccess = () => done(asked.result);
  });
  const all = (store) => new Promise((done) => {
    const asked = db.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const visits = await all("visits");
  const text = visits.map((one) => new TextDecoder("latin1").decode(one.sealed)).join("");
  const keys = await all("keys");
  const outer = keys.find((one) => one.outer);
  return { visits: visits.length, text, readable: outer ? outer.outer.extractable : null };
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def phone(app_server, chromium, visit):  # noqa: F811
    context = await chromium.new_context(
        viewport={"width": 375, "height": 812}, base_url=app_server.url, locale="zh-CN"
    )
    context.set_default_timeout(15_000)
    await context.add_cookies([{"name": "otc", "value": visit.token, "url": app_server.url}])
    yield await context.new_page()
    await context.close()


async def take_along(phone):
    await phone.goto("/console/surveys/")
    await phone.evaluate("navigator.serviceWorker.ready")
    await phone.get_by_role("button", name="存到这部手机").click()
    await phone.wait_for_selector("#sheet [data-question]")


async def sign(phone, who):
    canvas = phone.locator(f"[data-sign={who}] canvas")
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    await phone.mouse.move(box["x"] + 20, box["y"] + 60)
    await phone.mouse.down()
    for step in range(1, 6):
        await phone.mouse.move(box["x"] + 20 + step * 30, box["y"] + 60 + (step % 2) * 30)
    await phone.mouse.up()


async def fill_in(phone):
    for value in ("same", "none"):
        for choice in await phone.locator(f"#sheet input[value={value}]").all():
            await choice.check(force=True)
    await phone.locator("[name=observations]").fill("院里有一间偏房")
    await phone.locator("[name=household][value=signed]").check(force=True)
    for who in ("first", "second", "household"):
        await sign(phone, who)


async def test_kept_filled_in_and_signed_without_a_network_then_sent(phone, visit):  # noqa: F811
    await take_along(phone)
    assert await checks.problems(phone, is_care=False) == []
    assert await checks.axe(phone) == []
    await phone.context.set_offline(True)
    await phone.reload()
    assert "没有网络" in await phone.inner_text("#net")
    await fill_in(phone)
    await phone.reload()
    assert await phone.locator("[name=observations]").input_value() == "院里有一间偏房"
    kept = await phone.evaluate(_KEPT)
    assert (kept["visits"], kept["readable"]) == (1, False)
    assert "household.size" not in kept["text"]

    await phone.context.set_offline(False)
    await phone.get_by_role("button", name="交上去").click()
    await phone.locator("#net", has_text="已交").wait_for()

    assert await stage_of(visit) == "checking"
    kept = await phone.evaluate(_KEPT)
    assert (kept["visits"], kept["readable"]) == (0, None)


async def test_a_phone_reported_lost_forgets_when_it_is_online_again(phone, visit):  # noqa: F811
    await take_along(phone)
    (device,) = await database.fetch("SELECT id FROM survey_devices")
    await visit.post(f"/surveys/devices/{device['id']}/revoke")

    await phone.get_by_role("button", name="交上去").click()
    await phone.locator("#net", has_text="已停用").wait_for()

    kept = await phone.evaluate(_KEPT)
    assert (kept["visits"], kept["text"]) == (0, "")

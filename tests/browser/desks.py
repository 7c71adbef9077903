"""The console's scenes: a clerk's list and case, the boards, what is empty or refused."""

import asyncio
import re
from contextlib import asynccontextmanager

from tests.browser.walk import Walk

DESKS = ((1366, 768), (1440, 900))
PASSWORD = "Demo-2026-onetrip"


@asynccontextmanager
async def at_desk(walk: Walk, login: str):
    """A caseworker signed in with both factors, as at a real desk."""
    async with walk.visitor() as page:
        page.is_desk = True
        await page.goto("/console/sign-in")
        await page.fill("[name=login]", login)
        await page.fill("[name=password]", PASSWORD)
        await page.locator("main button").first.click()
        for _ in range(3):
            await page.fill("[name=code]", await _code(walk, login))
            await page.locator("main button").first.click()
            await page.wait_for_load_state()
            if "second-factor" not in page.url:
                break
            await asyncio.sleep(31)  # a code counts once, and a new one comes every half minute
        yield page


async def _code(walk: Walk, login: str) -> str:
    shown = (await walk.outside.get("/phones")).text
    found = re.search(rf"账号 {login} · 动态码 <b>(\d+) (\d+)</b>", shown)
    if found is None:
        raise LookupError(f"no authenticator of {login}")
    return found[1] + found[2]


async def clerk(walk: Walk) -> None:
    """The list, its conditions, preview and keys; a case, its acts and what the resident sees."""
    async with at_desk(walk, "zhangwei") as page:
        await page.goto("/console/queue")
        await walk.look(page, "desk-queue", DESKS)
        for key, name in (("f", "conditions"), ("v", "preview"), ("x", "batch"), ("?", "keys")):
            await page.goto("/console/queue")
            await page.keyboard.press(key)
            if key == "v":
                await page.wait_for_selector("#preview[open] h2")
            await walk.look(page, f"desk-queue-{name}", DESKS)
        await page.goto("/console/queue?view=overdue")
        await walk.look(page, "desk-empty", DESKS)
        await page.goto("/console/nowhere")
        await walk.look(page, "desk-not-found", DESKS[:1])
        await page.goto("/console/queue?view=mine")
        await page.locator("[data-rows] th[scope=row] a").first.click()
        await page.wait_for_load_state()
        await walk.look(page, "desk-case", DESKS)
        await page.keyboard.press("v")
        await page.wait_for_selector("#preview[open] .said-to")
        await walk.look(page, "desk-case-told", DESKS)


async def heads(walk: Walk) -> None:
    """The board of a township and of the county, and what their lists hold."""
    for login, name in (("limin", "head"), ("xufang", "county")):
        async with at_desk(walk, login) as page:
            await page.goto("/console/board")
            await walk.look(page, f"desk-board-{name}", DESKS)
            await page.goto("/console/queue?view=all")
            await walk.look(page, f"desk-queue-{name}", DESKS)


ALL = (clerk, heads)

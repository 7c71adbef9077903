"""The console as each role sees it: every place of its navigation, and one page behind each list."""

import re

from tests.browser.desks import at_desk
from tests.browser.walk import PHONE, Walk

ROLES = (
    "zhangwei",
    "limin",
    "xufang",
    "chenbo",
    "yaolan",
    "dingyi",
    "admin-system",
    "admin-security",
    "admin-audit",
)
_NUMBER = re.compile(
    r"/(?:[A-Z]{2}-?(?=[A-Z0-9-]*\d)[A-Z0-9-]{6,}|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)"
)
# Files, and parts that a script puts into a page.
_NO_PAGE = ("/pdf", ".xlsx", ".csv", "/file", "/export", "/preview", "/told")
_DEEP = 3


async def door(walk: Walk) -> None:
    """Signing in: empty, wrong."""
    async with walk.visitor() as page:
        page.is_desk = True
        await page.goto("/console/sign-in")
        await walk.look(page, "console-sign-in")
        await page.fill("[name=login]", "zhangwei")
        await page.fill("[name=password]", "not the password")
        async with page.expect_navigation():
            await page.locator("main button").first.click()
        await walk.look(page, "console-sign-in-wrong", (PHONE,))


async def everywhere(walk: Walk) -> None:
    """Every role's places."""
    for login in ROLES:
        async with at_desk(walk, login) as page:
            await _places(walk, page, login)


async def _places(walk: Walk, page, login: str) -> None:
    """The navigation, then one page of each kind that its lists lead to, three steps deep."""
    seen: set[str] = set()
    waiting = [(await page.evaluate("location.pathname"), 0)]
    while waiting:
        path, depth = waiting.pop(0)
        kind = _NUMBER.sub("/one", path.split("?")[0].split("#")[0]).rstrip("/")
        if kind in seen:
            continue
        seen.add(kind)
        answer = await page.goto(path)
        name = f"console-{login}{kind.removeprefix('/console').replace('/', '-')}"
        if answer is None or answer.status >= 400:
            walk.findings.append(f"{name}: {path} answers {answer and answer.status}")
            continue
        await walk.look(page, name)
        if depth < _DEEP:
            waiting += [(link, depth + 1) for link in await _links(page)]


async def _links(page) -> list[str]:
    found: list[str] = await page.eval_on_selector_all(
        "a[href^='/console']", "all => all.map(one => one.getAttribute('href'))"
    )
    return [one for one in found if not one.split("?")[0].endswith(_NO_PAGE)]


ALL = (door, everywhere)

"""The walk through the residents' pages: who does what, and where a picture is taken."""

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.browser import checks

SIZES = ((375, 812), (768, 1024), (1366, 768), (1440, 900))
PHONE = SIZES[0]


class Walk:
    """A browser, an app, the sandbox behind it, and what was found."""

    def __init__(self, browser: Any, url: str, outside: Any, out: Path, only: str = "") -> None:
        self.browser, self.url, self.outside, self.out, self.only = browser, url, outside, out, only
        self.findings: list[str] = []
        self.pictures = 0

    @asynccontextmanager
    async def visitor(self, *, care=False, dark=False, lang="zh-CN"):
        """A fresh phone."""
        context = await self.browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]},
            locale=lang,
            color_scheme="dark" if dark else "light",
            base_url=self.url,
        )
        if care:
            await context.add_cookies([{"name": "care", "value": "1", "url": self.url}])
        page = await context.new_page()
        page.is_care = care
        page.is_desk = False
        page.tag = (
            ("care-" if care else "") + ("dark-" if dark else "") + ("en-" if lang == "en" else "")
        )
        page.on("pageerror", lambda error: self.findings.append(f"script: {error}"))
        page.on("console", lambda said: self._heard(page, said))
        page.set_default_timeout(15_000)
        try:
            yield page
        finally:
            await context.close()

    def _heard(self, page, said):
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.findings.append(f"{page.url}: console: {said.text}")

    async def look(self, page, name: str, sizes=None) -> None:
        """Take the pictures of a page and check it at every size."""
        if self.only not in name:
            return
        plain = not page.tag
        for width, height in sizes or (SIZES if plain else (PHONE,)):
            await page.set_viewport_size({"width": width, "height": height})
            path = self.out / f"{name}-{page.tag}{width}.png"
            await page.screenshot(path=path, full_page=True)
            self.pictures += 1
            found = await checks.problems(page, is_care=page.is_care, is_desk=page.is_desk)
            if page.is_desk or (width, height) in (SIZES[0], SIZES[-1]):
                found += await checks.axe(page)
            self.findings += [f"{name}-{page.tag}{width}: {one}" for one in found]
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    async def person(self, story: str, number: int = 0) -> dict[str, Any]:
        """Somebody of the demo."""
        people = (await self.outside.get("/_ctl/people")).json()
        return people[story][number]

    async def code_for(self, phone: str) -> str:
        """The newest code sent to a phone."""
        for _ in range(40):
            sent = (await self.outside.get("/_ctl/sms", params={"phone": phone})).json()
            codes = [one["params"]["code"] for one in sent if "code" in one.get("params", {})]
            if codes:
                return codes[-1]
            await checks.pause()
        raise LookupError("no code came")


async def sign_in(walk: Walk, page, person: dict[str, Any], *, look: bool = False) -> None:
    """Phone, code, in."""
    await page.goto("/sign-in?back=/cases")
    if look:
        await walk.look(page, "sign-in")
        await page.fill("#phone", "123")
        await submit(page, "发数字给我")
        await walk.look(page, "sign-in-wrong", (PHONE,))
    await page.fill("#phone", person["phone"])
    await submit(page, "发数字给我")
    if look:
        await walk.look(page, "sign-in-code")
    await page.fill("#code", await walk.code_for(person["phone"]))
    await submit(page, "登录")


async def wechat_in(walk: Walk, page, person: dict[str, Any]) -> None:
    """In as the mini-program lets somebody in; the demo people filed that way."""
    told = await walk.outside.post("/_ctl/login_code", json={"id_no": person["id_no"]})
    opened = await page.request.post("/api/v1/sessions/wechat", data={"code": told.json()["code"]})
    token = (await opened.json())["token"]
    await page.context.add_cookies([{"name": "ot", "value": token, "url": walk.url}])


async def submit(page, words: str) -> None:
    """Press a button and wait for the next page."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=words, exact=False).last.click()


async def tick(page, selector: str) -> None:
    """Choose an answer, wherever the page has scrolled to."""
    await page.locator(selector).evaluate("one => one.click()")


async def real_name(walk: Walk, page, person, *, look: bool = False) -> None:
    """Say who one is, if not yet known."""
    await page.goto("/real-name?back=/")
    if "/real-name" not in page.url:
        return
    if look:
        await walk.look(page, "real-name")
        await page.fill("#name", person["name"])
        await page.fill("#id_no", "320699199001010011")
        await submit(page, "就是我")
        await walk.look(page, "real-name-wrong", (PHONE,))
    await page.fill("#name", person["name"])
    await page.fill("#id_no", person["id_no"])
    await submit(page, "就是我")


async def scenes(walk: Walk) -> None:
    """Everything worth a picture."""
    from tests.browser import desks, places, scenery

    for scene in (*scenery.ALL, *desks.ALL, *places.ALL):
        try:
            await scene(walk)
        except Exception as broken:  # noqa: BLE001 - the other scenes are still worth seeing
            walk.findings.append(f"{scene.__name__} broke off: {type(broken).__name__} {broken}")

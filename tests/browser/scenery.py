"""The scenes: anonymous visitors, an application from draft to receipt, cases at every stage."""

from tests.browser.walk import PHONE, SIZES, Walk, real_name, sign_in, submit, tick, wechat_in

ITEM = "/items/temporary-relief"
MODES = ({}, {"care": True}, {"dark": True}, {"lang": "en"}, {"care": True, "dark": True})
LIKELY = {
    "own_payment": "40000",
    "other_aid": "3000",
    "size": "2",
    "income": "36000",
    "prop": "9000",
}
UNLIKELY = {"own_payment": "2000", "other_aid": "0", "size": "1", "income": "90000", "prop": "900"}
_FIELDS = {
    "own_payment": "expense.own_payment",
    "other_aid": "expense.other_aid",
    "size": "household.size",
    "income": "household.income_12m",
    "prop": "household.property",
}


async def strangers(walk: Walk) -> None:
    """Pages for everybody."""
    for mode in MODES:
        async with walk.visitor(**mode) as page:
            for name, path in (("menu", "/"), ("item", ITEM), ("help", "/help"), ("chat", "/chat")):
                await page.goto(path)
                await walk.look(page, name)
            await page.goto("/nowhere")
            await walk.look(page, "not-found")


async def verdicts(walk: Walk) -> None:
    """The one-minute check: likely, unlikely, unclear, a wrong figure."""
    for mode in MODES[:4]:
        async with walk.visitor(**mode) as page:
            for name, answers in (
                ("likely", LIKELY),
                ("unlikely", UNLIKELY),
                ("unclear", {"size": "3"}),
            ):
                await _check(page, answers)
                await walk.look(page, f"verdict-{name}", (PHONE,))
                await page.locator(".verdict .veil").first.click()
                await walk.look(page, f"verdict-{name}-open")
            await _check(page, {"own_payment": "很多"})
            await walk.look(page, "check-wrong", (PHONE,))


async def _check(page, answers) -> None:
    await page.goto(ITEM)
    if page.is_care:
        await page.locator("#one-minute summary").click()
    await page.select_option("#region", "320699")
    if len(answers) > 1:
        await tick(page, "[name='residence.basis'][value=hukou]")
        await tick(page, "[name='cause.same_cause_aid'][value=no]")
    for short, text in answers.items():
        await page.fill(f"[name='{_FIELDS[short]}']", text)
    async with page.expect_response(lambda answer: answer.url.endswith("/check")):
        await page.locator("#one-minute button[type=submit]").click()
    await page.wait_for_selector("#verdict, #wrongs")


async def application(walk: Walk) -> None:
    """From the phone number to the receipt."""
    person = await walk.person("li-xiuying")
    async with walk.visitor() as page:
        await sign_in(walk, page, person, look=True)
        await walk.look(page, "cases-empty")
        await real_name(walk, page, person, look=True)
        await page.goto("/messages")
        await walk.look(page, "messages-empty", (PHONE,))
        await page.goto("/apply/temporary-relief")
        await walk.look(page, "apply-county")
        await page.get_by_role("link", name="示范县").click()
        await walk.look(page, "apply-town", (PHONE,))
        await page.get_by_role("link", name="望江镇").click()
        await page.get_by_role("link", name="向阳村").click()
        await walk.look(page, "apply-here")
        await submit(page, "就在这里办")
        await fill_in(walk, page, look=True)
        await walk.look(page, "review")
        await page.locator(".veil").first.click()
        await walk.look(page, "review-open", (PHONE,))
        await in_care(walk, page, "review", page.url)
        await page.fill("#signature", "别人")
        await submit(page, "签名，交上去")
        await walk.look(page, "review-wrong", (PHONE,))
        await page.fill("#signature", person["name"])
        await submit(page, "签名，交上去")
        await walk.look(page, "receipt")
        await in_care(walk, page, "receipt", page.url)
        await page.goto(page.url.removesuffix("/receipt"))
        await every_way(walk, page, "case-submitted")
        await page.goto(page.url + "/withdraw")
        await every_way(walk, page, "withdraw")


async def fill_in(walk: Walk, page, *, look: bool = False) -> None:
    """The form, section by section."""
    case = page.url.split("/form")[0]
    if look:
        await every_way(walk, page, "form-trouble")
        await submit(page, "下一步")
        await walk.look(page, "form-missing", (PHONE, SIZES[-1]))
    await page.fill("textarea", "老伴住院两次，家里的积蓄都花光了。")
    await tick(page, "[name='expense.kind'][value='medical']")
    await submit(page, "下一步")
    if look:
        await every_way(walk, page, "form-spending")
    await page.fill("[name='expense.own_payment']", "约四万")
    await page.fill("[name='expense.other_aid']", "3000")
    await submit(page, "下一步")
    if look:
        await walk.look(page, "form-wrong", (PHONE, SIZES[-1]))
    await page.fill("[name='expense.own_payment']", "４００００元")
    await tick(page, "[name='third_party.liability'][value='none']")
    await tick(page, "[name='cause.same_cause_aid'][value='no']")
    await submit(page, "下一步")
    if look:
        await every_way(walk, page, "form-home")
        await page.goto(f"{case}/review")
        await walk.look(page, "review-missing", (PHONE,))
        await page.go_back()
    await tick(page, "[name='residence.basis'][value='hukou']")
    if await page.locator("[name='household.classification'][value='none']").is_visible():
        await tick(page, "[name='household.classification'][value='none']")
    await submit(page, "下一步")
    await page.fill("[name='household.income_12m']", "36000")
    await tick(page, "[name='household.property:unsure']")
    if look:
        await walk.look(page, "form-money")
    await submit(page, "下一步")
    if look:
        await every_way(walk, page, "form-payee")
    await submit(page, "存好")


async def every_way(walk: Walk, page, name: str) -> None:
    """A page at every size, and once more in care mode, dark and English."""
    await walk.look(page, name)
    for mode in MODES[1:4]:
        await in_care(walk, page, name, page.url, mode)


async def in_care(walk: Walk, page, name: str, address: str, mode=MODES[1]) -> None:
    """The same person's page on another phone that reads otherwise."""
    cookies = [one for one in await page.context.cookies() if one["name"] in {"ot", "otv"}]
    async with walk.visitor(**mode) as other:
        await other.context.add_cookies(cookies)
        await other.goto(address)
        await walk.look(other, name)


async def stages(walk: Walk) -> None:
    """Cases that are further on."""
    for story, name in (
        ("he-qiuju", "case-correction"),
        ("lu-jianguo", "case-checking"),
        ("ayinuer", "case-long-name"),
        ("zhang-jianguo", "case-refused"),
        ("wang-guilan", "case-waiting"),
    ):
        async with walk.visitor() as page:
            await wechat_in(walk, page, await walk.person(story))
            await page.goto("/cases")
            if story == "he-qiuju":
                await every_way(walk, page, "cases")
            await page.locator("main .list-row a").first.click()
            await every_way(walk, page, name)


async def correction(walk: Walk) -> None:
    """Answering beside the words, wrongly and rightly; then one's own pages."""
    async with walk.visitor() as page:
        person = await walk.person("he-qiuju")
        await wechat_in(walk, page, person)
        await page.goto("/cases")
        await page.locator("main .list-row a").first.click()
        await submit(page, "把回答交上去")
        await walk.look(page, "correction-wrong", (PHONE,))
        await tick(page, "[name=way][value=photo]")
        await walk.look(page, "correction-photo", (PHONE,))
        await tick(page, "[name=way][value=told]")
        await page.fill("[name='text-told']", "就这一个账户，是孙子的学费。")
        await submit(page, "把回答交上去")
        await walk.look(page, "case-answered")
        for name in ("messages", "me"):
            await page.goto(f"/{name}")
            await every_way(walk, page, name)
        await page.goto("/")
        await every_way(walk, page, "menu-mine")


async def signing(walk: Walk) -> None:
    """Another adult of the household is asked; somebody with a rare name, somebody with a long one."""
    async with walk.visitor() as page:
        first, second = await walk.person("li-xiuying"), await walk.person("li-xiuying", 1)
        await sign_in(walk, page, first)
        address = await page.locator("main .list-row a").first.get_attribute("href")
    async with walk.visitor() as page:
        await wechat_in(walk, page, second)
        await real_name(walk, page, second)
        await page.goto(address)
        await every_way(walk, page, "sign")
        await page.fill("#signature", second["name"])
        await submit(page, "我同意")
        await walk.look(page, "signed", (PHONE,))
    for story in ("wang-yan", "ayinuer"):
        async with walk.visitor() as page:
            person = await walk.person(story)
            await wechat_in(walk, page, person)
            await page.goto("/apply/temporary-relief?in=" + person["region"])
            await submit(page, "就在这里办")
            await page.goto(page.url.split("/form")[0] + "/form/home")
            await every_way(walk, page, f"name-{story}")


async def letters(walk: Walk) -> None:
    """A refusal as a letter: read, confirmed; and its check for anybody."""
    async with walk.visitor() as page:
        await wechat_in(walk, page, await walk.person("zhang-jianguo"))
        await page.goto("/cases")
        await page.locator("main a[href^='/cases/XZ']").first.click()
        await page.locator("a[href*='/letters/']").first.click()
        await every_way(walk, page, "letter")
        await page.locator(".veil").first.click()
        await walk.look(page, "letter-open", (PHONE,))
        await submit(page, "我收到了")
        await walk.look(page, "letter-received", (PHONE,))
    async with walk.visitor() as page:
        for name, path in (("verify", "/verify"), ("verify-unknown", "/verify/AAAABBBBCCCCD2")):
            await page.goto(path)
            await walk.look(page, name)


ALL = (strangers, verdicts, application, signing, stages, correction, letters)

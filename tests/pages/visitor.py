"""A browser without scripts: it reads a page's forms, fills fields in, presses a button."""

from html.parser import HTMLParser

import httpx


class Page(HTMLParser):
    """What a page holds: its forms with their fields as they stand, its links, its words."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer, self.html, self.status = answer, answer.text, answer.status_code
        self.path = answer.url.path
        self.forms: list[dict] = []
        self.links: list[str] = []
        self.words = ""
        self.title = ""
        self._in: list[str] = []
        self._select = self._area = ""
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        seen = dict(attrs)
        if tag not in {"meta", "link", "input", "br"}:
            self._in.append(tag)
        if tag == "form":
            self.forms.append(
                {"action": seen.get("action", ""), "method": seen.get("method"), "fields": {}}
            )
        elif tag == "a":
            self.links.append(seen.get("href", ""))
        elif tag == "textarea":
            self._area = seen["name"]
            self.forms[-1]["fields"][self._area] = ""
        elif tag == "select":
            self._select = seen["name"]
        elif tag == "option" and "selected" in seen:
            self.forms[-1]["fields"][self._select] = seen["value"]
        elif tag == "input" and self.forms and "name" in seen:
            self._input(seen)

    def _input(self, seen):
        if seen.get("type") in {"radio", "checkbox"} and "checked" not in seen:
            return
        if seen.get("type") != "file":
            self.forms[-1]["fields"][seen["name"]] = seen.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""
        if tag in self._in:
            while self._in.pop() != tag:
                pass

    def handle_data(self, data):
        if self._area:
            self.forms[-1]["fields"][self._area] += data
        elif self._in and self._in[-1] == "title":
            self.title += data
        elif self._in and self._in[-1] not in {"script", "style"}:
            self.words += data

    def form(self, action: str) -> dict:
        """The form that posts there."""
        return next(form for form in self.forms if form["action"].startswith(action))


class Visitor:
    """Somebody with a phone and no scripts."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=url, follow_redirects=True, timeout=20, headers={"accept": "text/html"}
        )

    async def open(self, path: str) -> Page:
        """Go to an address."""
        return Page(await self.http.get(path))

    async def press(self, page: Page, action: str, files=None, **fields) -> Page:
        """Fill a form in and send it; names use `__` for dots and `___` for the colon."""
        form = page.form(action)
        typed = {k.replace("___", ":").replace("__", "."): v for k, v in fields.items()}
        sent = form["fields"] | typed
        address = form["action"].split("#")[0] or page.path
        return Page(await self.http.post(address, data=sent, files=files))

    async def sign_in(self, sandbox, person, back: str = "/cases") -> Page:
        """In by phone and code."""
        page = await self.open(f"/sign-in?back={back}")
        page = await self.press(page, "/sign-in", phone=person["phone"])
        return await self.press(page, "/sign-in/code", code=await code_for(sandbox, person))

    async def say_who(self, person) -> Page:
        """The real-name check."""
        page = await self.open("/real-name?back=/me")
        return await self.press(page, "/real-name", name=person["name"], id_no=person["id_no"])

    async def begin(self) -> Page:
        """A draft in 向阳村."""
        page = await self.open("/apply/temporary-relief?in=320699100201")
        return await self.press(page, "/apply/temporary-relief")


async def code_for(sandbox, person) -> str:
    """The code a phone received last."""
    import asyncio

    for _ in range(40):
        sent = (await sandbox.http.get("/_ctl/sms", params={"phone": person["phone"]})).json()
        if sent:
            return sent[-1]["params"]["code"]
        await asyncio.sleep(0.05)
    raise LookupError("no code came")


async def person_of(sandbox, story: str, number: int = 0):
    """Somebody of the sandbox's stories."""
    return (await sandbox.http.get("/_ctl/people", params={"story": story})).json()[story][number]


ANSWERS = {
    "trouble": {"hardship__description": "住院花了很多钱", "expense__kind": "medical"},
    "spending": {
        "expense__own_payment": "60000",
        "expense__other_aid": "23,000 元",
        "third_party__liability": "none",
        "cause__same_cause_aid": "no",
    },
    "home": {
        "residence__basis": "hukou",
        "household__size": "2",
        "household__classification": "none",
    },
    "money": {"household__income_12m": "42000", "household__property": "12000"},
    "payee": {},
}


async def filled_in(visitor: Visitor, page: Page) -> Page:
    """Every section answered; ends at the review."""
    for section, answers in ANSWERS.items():
        assert f"/form/{section}" in page.path, (page.path, page.words)
        page = await visitor.press(page, page.path, **answers)
    return page


async def sent_in(visitor: Visitor, person) -> Page:
    """An application signed and sent; ends at the receipt."""
    page = await filled_in(visitor, await visitor.begin())
    return await visitor.press(
        page, page.path.replace("review", "submit"), signature=person["name"]
    )

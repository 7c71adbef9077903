"""The chat page without any script: said, answered, handed over, put away; danger shown once."""

import asyncio
import re

import httpx
import pytest

from server.contact import assistant, conversations
from server.core import database


@pytest.fixture(scope="module", autouse=True)
def models():
    assistant.load()


@pytest.fixture
async def phone(app_server):
    async with httpx.AsyncClient(
        base_url=app_server.url, follow_redirects=True, timeout=20
    ) as client:
        yield Phone(client)


class Phone:
    """A browser without JavaScript."""

    def __init__(self, client):
        self.client, self.page = client, ""

    async def open(self, path="/chat", **kwargs):
        answer = await self.client.get(path, **kwargs)
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return answer

    async def send(self, path="/chat", headers=None, **fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.page)[1]
        answer = await self.client.post(path, data={"csrf": token, **fields}, headers=headers or {})
        if answer.text:
            self.page = answer.text
        return answer


async def test_the_menu_asks_and_the_page_answers_with_its_source(phone):
    await phone.open("/")
    await phone.send("/chat", text="低保怎么申请")
    assert "低保怎么申请" in phone.page
    assert "国务院令第649号" in phone.page
    await phone.send(text="那要带什么")
    assert "不用开证明" in phone.page


async def test_a_choice_is_tapped(phone):
    await phone.open()
    await phone.send(text="临时救助能拿多少钱")
    choice = re.findall(r'name="choice" value="([^"]+)"', phone.page)[0]
    await phone.send(choice=choice)
    assert choice in phone.page


async def test_a_person_at_any_moment_and_a_call_back(phone):
    await phone.open()
    await phone.send(choice="找工作人员")
    assert "已转给工作人员" in phone.page
    assert re.search(r"\d\d:\d\d 前有人回您", phone.page)
    await phone.send("/chat/call", phone="13812345678")
    assert "电话记下了" in phone.page
    assert "13812345678" not in phone.page
    assert 'name="phone"' not in phone.page


async def test_danger_shows_the_numbers_and_nothing_of_it_later(phone):
    await phone.open()
    await phone.send(text="低保停了，我也不想活了")
    assert phone.page.index("tel:120") < phone.page.index("有人听您说")
    assert "问一问" not in phone.page.split("<main")[1]
    assert "找工作人员" not in phone.page
    await phone.send("/chat/leave", to="home")
    await phone.open()
    assert "tel:120" not in phone.page.split("<main")[1]
    assert "不想活" not in phone.page


async def test_talk_of_danger_leaves_the_history_when_the_talk_goes_on(phone):
    await phone.open()
    await phone.send(text="我不想活了")
    await phone.send(text="低保怎么申请")
    assert "低保怎么申请" in phone.page
    assert "不想活" not in phone.page


async def test_a_script_gets_the_talk_alone_and_danger_the_whole_page(phone):
    await phone.open()
    part = await phone.send(headers={"hx-request": "true"}, text="低保怎么申请")
    assert part.text.lstrip().startswith('<div id="talk"')
    danger = await phone.send(headers={"hx-request": "true"}, text="我要跳楼")
    assert (danger.status_code, danger.headers["hx-redirect"]) == (204, "/chat")


async def test_another_phone_sees_nothing(phone, app_server):
    await phone.open()
    await phone.send(text="高龄津贴怎么领")
    async with httpx.AsyncClient(base_url=app_server.url) as other:
        assert "高龄津贴怎么领</p>" not in (await other.get("/chat")).text


async def test_a_person_s_words_come_by_themselves(phone, app_server):
    await phone.open()
    await phone.send(choice="找工作人员")
    (row,) = await database.fetch("SELECT id FROM conversations")

    async def first_words():
        async with phone.client.stream("GET", "/chat/news", params={"after": 0}) as stream:
            async for line in stream.aiter_lines():
                if "您好，我是望江镇" in line:
                    return line
        return ""

    heard = asyncio.create_task(first_words())
    await asyncio.sleep(0.3)
    await database.execute(
        "INSERT INTO conversation_messages (conversation_id, turn, author, body_enc, is_missed,"
        " is_hidden, at) VALUES ($1, 1, 'event', $2, false, false, now())",
        row["id"],
        conversations.records.seal_body(conversations.Body("您好，我是望江镇的张伟")),
    )
    await conversations.news.tell()
    assert await asyncio.wait_for(heard, 10)


async def test_english_has_its_own_words(phone):
    await phone.open("/chat", headers={"accept-language": "en"})
    phone.client.headers["accept-language"] = "en"
    await phone.send(choice="A person, please")
    assert "We have passed you to a member of staff" in phone.page

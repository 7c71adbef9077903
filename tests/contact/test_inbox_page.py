"""The inbox in the console: the transcript, the draft and the acts on one screen; the roster."""

import re

import httpx
import pytest

from server.contact import assistant, conversations
from server.core import database
from server.core.actors import Role
from tests.factories.registry import TOWNSHIP
from tests.journeys.people import an_official

ADDRESS = "/api/v1/assistant/messages"


@pytest.fixture(scope="module", autouse=True)
def models():
    assistant.load()


class Desk:
    """A console without JavaScript."""

    def __init__(self, url, token):
        self.client = httpx.AsyncClient(
            base_url=url, cookies={"otc": token}, follow_redirects=True, timeout=20
        )
        self.page = ""

    async def open(self, path):
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        self.page = answer.text

    async def send(self, path, status=200, **fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.page)[1]
        answer = await self.client.post(path, data={"csrf": token, **fields})
        assert answer.status_code == status, answer.text
        self.page = answer.text


@pytest.fixture
async def desk(app_server):
    clerk = await an_official(app_server.http, "clerk")
    made = Desk(app_server.url, clerk.token)
    yield made
    await made.client.aclose()


async def a_question(http, *texts):
    key = None
    for text in texts:
        sent = {"text": text} | ({"conversation": key} if key else {})
        key = (await http.post(ADDRESS, json=sent)).json()["conversation"]
    await database.execute("UPDATE conversations SET office_code = $1", TOWNSHIP)
    (row,) = await database.fetch("SELECT id FROM conversations")
    return row["id"], key


async def test_an_empty_inbox_says_so(desk):
    await desk.open("/console/inbox")
    assert "没有人在等" in desk.page


async def test_transcript_draft_and_facts_stand_on_one_screen(desk, app_server):
    talk, _ = await a_question(app_server.http, "我家三口人，低保要带什么", "转人工")
    await desk.open("/console/inbox")
    assert "转人工" in desk.page
    await desk.open(f"/console/inbox/{talk}")
    assert "低保要带什么" in desk.page
    assert "拟好的回答" in desk.page
    assert "国务院令第649号" in desk.page
    assert "家里几口人" in desk.page


async def test_taken_answered_noted_and_settled(desk, app_server):
    talk, key = await a_question(app_server.http, "转人工，电话13812345678")
    await desk.open(f"/console/inbox/{talk}")
    assert "138****5678" in desk.page
    await desk.send(f"/console/inbox/{talk}/take")
    assert "接过来了" in desk.page
    await desk.send(f"/console/inbox/{talk}/answer", text="您好，我是望江镇的")
    assert "发出去了" in desk.page
    await desk.send(f"/console/inbox/{talk}/answer", status=422, text="")
    await desk.send(f"/console/inbox/{talk}/note", note="耳朵不好，慢慢说")
    await desk.send(f"/console/inbox/{talk}/settle", status=422, outcome="again")
    await desk.send(f"/console/inbox/{talk}/settle", outcome="answered", note="说清了")
    assert "结果记下了" in desk.page
    found = await conversations.of_key(key, None)
    assert found.state == "bot"


async def test_a_wrong_time_is_refused_with_what_was_typed_kept(desk, app_server):
    talk, _ = await a_question(app_server.http, "转人工")
    await desk.open(f"/console/inbox/{talk}")
    await desk.send(f"/console/inbox/{talk}/take")
    await desk.send(
        f"/console/inbox/{talk}/settle", status=422, outcome="again", again="2020-01-01T10:00"
    )
    assert "再约要写时间" in desk.page


async def test_passed_on_it_leaves_the_office(desk, app_server):
    talk, _ = await a_question(app_server.http, "转人工")
    await desk.open(f"/console/inbox/{talk}")
    await desk.send(f"/console/inbox/{talk}/pass", office="320699101", why="户口在那里")
    assert "转出去了" in desk.page
    assert "没有人在等" in desk.page


async def test_danger_is_seen_and_its_end_written_down(desk, app_server):
    talk, _ = await a_question(app_server.http, "我不想活了")
    await database.execute("UPDATE crisis_alarms SET office_code = $1", TOWNSHIP)
    await desk.open("/console/inbox")
    assert "有危险：轻生" in desk.page
    (alarm,) = await database.fetch("SELECT id FROM crisis_alarms")
    await desk.send(f"/console/inbox/alarms/{alarm['id']}/seen")
    assert "请马上联系本人" in desk.page
    await desk.send(f"/console/inbox/alarms/{alarm['id']}/closed", outcome="safe", note="家人陪着")
    assert "经过记下了" in desk.page
    assert talk


async def test_an_unknown_talk_or_act_is_not_found(desk, app_server):
    talk, _ = await a_question(app_server.http, "转人工")
    await desk.open(f"/console/inbox/{talk}")
    await desk.send(f"/console/inbox/{talk}/erase", status=404)
    unknown = await desk.client.get("/console/inbox/00000000-0000-7000-8000-000000000000")
    assert unknown.status_code == 404


async def test_who_has_no_business_here_does_not_enter(app_server):
    auditor = await an_official(app_server.http, "auditor", Role.AUDITOR)
    async with httpx.AsyncClient(base_url=app_server.url, cookies={"otc": auditor.token}) as client:
        assert (await client.get("/console/inbox")).status_code == 403
        assert (await client.get("/console/duty")).status_code == 403


async def test_the_head_sets_who_is_called(app_server):
    head = await an_official(app_server.http, "head", Role.HEAD)
    desk = Desk(app_server.url, head.token)
    await desk.open("/console/duty")
    assert "还没有填" in desk.page
    me = re.search(r'<option value="([0-9a-f-]{36})"', desk.page)[1]
    await desk.send("/console/duty", status=422, staff1=me, phone1="")
    await desk.send("/console/duty", staff1=me, phone1="13812345678")
    assert "值班表存好了" in desk.page
    assert [str(one.staff_id) for one in await conversations.of_region(TOWNSHIP)] == [me]
    await desk.client.aclose()

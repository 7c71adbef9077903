"""Letters over HTTP: issued by the worker, read on the phone, served with proof, checked by anybody."""

from datetime import timedelta

import pytest

from server.connectors import build_world
from server.core import clock, clock_offset, config, database
from server.core.actors import Role
from server.registry import sessions
from server.worker import Worker
from tests.factories.letters import text_of
from tests.journeys.people import a_resident, a_submitted_case, an_official


@pytest.fixture
async def worker(app_server):
    world = build_world(config.settings())
    yield Worker(world)
    await clock_offset.reset()
    await world.close()


@pytest.fixture
async def refused(app_server, sandbox, worker):
    """Somebody refused by the head: the resident, the clerk, the head, the case number."""
    http = app_server.http
    li, clerk = await a_resident(http, sandbox), await an_official(http, "clerk")
    head = await an_official(http, "head", Role.HEAD)
    case_no = await a_submitted_case(li, household__income_12m=99_000_000)
    for act in ("claim", "accept"):
        await clerk.call("POST", f"/staff/cases/{case_no}/{act}")
        await worker.drain()
    opinion = {"outcome": "refuse", "opinion": "收入高于当地线"}
    await clerk.call("POST", f"/staff/cases/{case_no}/propose", opinion)
    decided = {"outcome": "refuse", "reason_codes": ["R02_INCOME_NOT_BELOW"], "reason": "见上"}
    await head.call("POST", f"/staff/cases/{case_no}/decide", decided)
    await worker.drain()
    return li, clerk, head, case_no


async def pdf_of(visitor, path):
    headers = {"authorization": f"Bearer {visitor.token}"}
    answer = await visitor.http.get(f"/api/v1{path}/pdf", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


async def newest(visitor, path):
    return (await visitor.call("GET", f"{path}/letters"))["letters"][0]


async def test_a_refusal_names_reasons_clause_arithmetic_and_remedy(refused):
    li, _, _, case_no = refused
    found = (await li.call("GET", f"/cases/{case_no}/letters"))["letters"]
    assert [one["kind"] for one in found] == ["refusal", "acceptance"]
    assert [one["doc_no"].split("〕")[1] for one in found] == ["2 号", "1 号"]

    said = text_of(await pdf_of(li, f"/cases/{case_no}/letters/{found[0]['id']}"))
    for words in (
        li.name, "家庭人均收入不低于当地线", "每人每年收入495,000元", "示范县临时救助实施细则",
        "60日内，向示范县人民政府申请行政复议", "6个月内", found[0]["doc_no"].replace(" ", ""),
    ):  # fmt: skip
        assert words in said, words
    assert li.id_no not in said
    assert "怎么算的" not in said  # no sum is shown to whom it is not given


async def test_reading_is_not_service_but_confirming_is(refused):
    li, clerk, _, case_no = refused
    letter = await newest(li, f"/cases/{case_no}")
    await li.call("GET", f"/cases/{case_no}/letters/{letter['id']}")
    await pdf_of(li, f"/cases/{case_no}/letters/{letter['id']}")
    assert (await newest(li, f"/cases/{case_no}"))["served_on"] is None

    for _ in range(2):
        got = await li.call("POST", f"/cases/{case_no}/letters/{letter['id']}/received")
        assert got["served_by"] == "in_app"
    assert got["served_on"] == clock.today().isoformat()
    assert got["review_until"]
    assert len(await database.fetch("SELECT 1 FROM letter_services")) == 1
    proof = {"method": "handed_over", "served_on": got["served_on"], "receiver": "本人"}
    path = f"/staff/cases/{case_no}/letters/{letter['id']}/service"
    assert "已经送达" in str(await clerk.call("POST", path, proof, status=409))


async def test_an_unserved_letter_becomes_a_task_until_there_is_proof(refused):
    _, clerk, _, case_no = refused
    waiting = await clerk.call("GET", "/staff/letters")
    assert ([one["title"] for one in waiting["letters"]], waiting["late"]) == (
        ["不予救助告知书"],
        0,
    )
    await clock_offset.advance(timedelta(days=8))
    waiting = await clerk.call("GET", "/staff/letters")
    assert waiting["late"] == 1
    assert waiting["letters"][0]["is_late"]

    path = f"/staff/cases/{case_no}/letters/{waiting['letters'][0]['id']}/service"
    today = clock.today().isoformat()
    bare = {"method": "post", "served_on": today}
    refusal = await clerk.call("POST", path, bare, status=422)
    assert set(refusal["fields"]) == {"tracking_no", "sent_on"}
    whole = bare | {"tracking_no": "EA123456789CN", "sent_on": today, "receiver": "本人签收"}
    served = await clerk.call("POST", path, whole)
    assert served["served_by"] == "post"
    assert (await clerk.call("GET", "/staff/letters"))["letters"] == []


async def test_a_correction_is_a_new_letter_and_the_old_one_says_so(refused, worker):
    li, clerk, _, case_no = refused
    old = await newest(li, f"/cases/{case_no}")
    path = f"/staff/cases/{case_no}/letters/{old['id']}/replacement"
    new = await clerk.call("POST", path, {"reason": "电话写错了"}, status=201)
    await worker.drain()
    again = await clerk.call("POST", path, {"reason": "再改"}, status=409)
    assert again["code"] == "letters.replaced"

    said = text_of(await pdf_of(li, f"/cases/{case_no}/letters/{new['id']}"))
    assert f"更正并取代{old['doc_no'].replace(' ', '')}" in said
    assert "电话写错了" in said
    shown = {
        one["id"]: one for one in (await li.call("GET", f"/cases/{case_no}/letters"))["letters"]
    }
    assert shown[old["id"]]["replaced_by"] == new["doc_no"]
    await li.call("POST", f"/cases/{case_no}/letters/{old['id']}/received", status=409)
    titles = [n["title"] for n in (await li.call("GET", "/notices"))["notices"]]
    assert titles[0] == "有一份更正的文书"


async def test_anybody_may_check_a_letter_and_learns_nothing_of_the_person(app_server, refused):
    li, _, _, case_no = refused
    row = await database.fetch_one("SELECT * FROM letters WHERE kind = 'refusal'")
    found = (await app_server.http.get(f"/api/v1/letters/{row['verify_code']}/verification")).json()
    assert found["doc_no"] == row["doc_no"]
    assert found["is_intact"] is True
    page = (await app_server.http.get(f"/verify/{row['verify_code']}")).text
    assert "是我们发的" in page
    for secret in (li.name, li.id_no, case_no, "临时救助"):
        assert secret not in str(found)
        assert secret not in page

    missing = await app_server.http.get("/verify/AAAABBBBCCCC22")
    assert (missing.status_code, "没有这份文书" in missing.text) == (404, True)


async def test_a_file_changed_in_storage_no_longer_counts(app_server, refused):
    row = await database.fetch_one(
        "SELECT l.verify_code, f.storage_key FROM letters l JOIN files f ON f.id = l.file_id"
        " WHERE kind = 'refusal'"
    )
    await app_server.app.ctx.world.storage.put(row["storage_key"], b"%PDF-forged")
    found = (await app_server.http.get(f"/api/v1/letters/{row['verify_code']}/verification")).json()
    assert found["is_intact"] is False


async def test_two_workers_draw_a_letter_once(refused, worker):
    rows = await database.fetch("SELECT 1 FROM files WHERE purpose = 'letter'")
    assert len(rows) == 2
    await worker.drain()
    assert len(await database.fetch("SELECT 1 FROM files WHERE purpose = 'letter'")) == 2


class Clerk:
    """A clerk's browser, as far as letters need one."""

    def __init__(self, visitor):
        self.http = visitor.http
        self.headers = {"cookie": f"otc={visitor.token}"}
        self.token = visitor.token

    async def see(self, path):
        answer = await self.http.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def post(self, path, **fields):
        data = {"csrf": (await sessions.of(self.token)).csrf, **fields}
        return await self.http.post(path, headers=self.headers, data=data)


async def test_the_clerk_prints_serves_and_corrects_in_the_console(refused):
    _, clerk, _, case_no = refused
    browser = Clerk(clerk)
    letter = await newest(clerk, f"/staff/cases/{case_no}")
    path = f"/console/cases/{case_no}/letters/{letter['id']}"
    assert path in await browser.see("/console/letters")
    assert path in await browser.see(f"/console/cases/{case_no}")
    assert "家庭人均收入不低于当地线" in await browser.see(path)
    assert "受送达人签字" in await browser.see(f"{path}/return-slip")

    today = clock.today().isoformat()
    lacking = await browser.post(f"{path}/service", method="left", served_on=today, place="家门口")
    assert (lacking.status_code, 'value="家门口"' in lacking.text) == (422, True)
    nonsense = await browser.post(f"{path}/service", method="left", served_on="昨天")
    assert nonsense.status_code == 422
    done = await browser.post(
        f"{path}/service", method="left", served_on=today, place="家门口", witnesses="甲、乙"
    )
    assert done.status_code == 303
    assert "留置，有见证人" in await browser.see(path)
    assert path not in await browser.see("/console/letters")
    corrected = await browser.post(f"{path}/replacement", reason="日子写错了")
    assert corrected.status_code == 303
    assert "这份已经更正" in await browser.see(path)


async def test_the_resident_reads_and_confirms_on_the_phone(refused):
    li, _, _, case_no = refused
    headers = {"cookie": f"ot={li.token}"}
    letter = await newest(li, f"/cases/{case_no}")
    path = f"/cases/{case_no}/letters/{letter['id']}"
    assert path in (await li.http.get(f"/cases/{case_no}", headers=headers)).text
    page = (await li.http.get(path, headers=headers)).text
    assert "我收到了" in page
    data = {"csrf": (await sessions.of(li.token)).csrf}
    assert (await li.http.post(f"{path}/received", headers=headers, data=data)).status_code == 303
    page = (await li.http.get(path, headers=headers)).text
    assert "您收到的日子" in page
    assert "我收到了</button>" not in page
    care = await li.http.get(path, headers={"cookie": f"ot={li.token}; care=1"})
    assert "家庭人均收入" in care.text

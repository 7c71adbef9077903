"""Each adult signs in their own way; nothing reaches who is feared; registers can be wrong."""

import pytest

from server.casework import cases, contests, signing
from server.connectors import build_world
from server.core import config, database
from server.core.actors import Role
from server.registry import people
from server.worker import Worker
from tests.factories import registry as make
from tests.journeys.people import a_resident, a_submitted_case, an_official
from tests.pages.visitor import Page


@pytest.fixture
async def worker(app_server):
    world = build_world(config.settings())
    yield Worker(world)
    await world.close()


async def a_waiting_case(http, sandbox):
    """李秀英 has sent in; her son 季帆 has not signed: her, the case, the son as the API knows him."""
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li, others_sign=True)
    (son,) = (await li.call("GET", f"/cases/{case_no}/people"))["members"]
    return li, case_no, son


async def a_token(li, case_no, son):
    made = await li.call("POST", f"/cases/{case_no}/people/{son['person_id']}/link", status=201)
    return made["link"].rsplit("/", 1)[1]


async def state_of(case_no):
    case = await cases.of(case_no)
    return {signer.name: signer.state for signer in await cases.signers_of(case)}


class Abroad:
    """A daughter or son with a browser and no account."""

    def __init__(self, http, token):
        self.http, self.token = http, token

    async def open(self):
        return Page(await self.http.get(f"/s/{self.token}", headers={"accept": "text/html"}))

    async def post(self, page, action, **fields):
        form = page.form(action)
        sent = form["fields"] | fields
        told = await self.http.post(form["action"], data=sent, headers={"accept": "text/html"})
        return Page(told)


async def test_an_ordinary_acceptance_waits_for_all_with_a_way_round(http, sandbox, worker):
    _, case_no, _ = await a_waiting_case(http, sandbox)
    clerk = await an_official(http, "clerk")
    told = await clerk.call("POST", f"/staff/cases/{case_no}/accept", status=409)
    assert told["code"] == "cases.signers_outstanding"
    await clerk.call("POST", f"/staff/cases/{case_no}/signers/pass", {"note": "人在海上，联系不上"})
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")
    assert (await state_of(case_no))["季帆"] == "passed"
    rows = await database.fetch("SELECT DISTINCT person_id FROM register_queries")
    assert len(rows) <= 1


async def test_a_link_opens_for_its_person_only_and_once(http, sandbox, worker):
    li, case_no, son = await a_waiting_case(http, sandbox)
    token = await a_token(li, case_no, son)
    id_no = (await people.of(son["person_id"])).id_no
    abroad = Abroad(http, token)
    gate = await abroad.open()
    assert "李秀英" not in gate.words
    wrong = await abroad.post(gate, f"/s/{token}", name="季帆", digits="000000")
    assert (wrong.status, "李秀英" in wrong.words) == (422, False)
    paper = await abroad.post(gate, f"/s/{token}", name="季帆", digits=id_no[-6:])
    assert "李秀英" in paper.words
    assert "望江镇" in paper.words
    done = await abroad.post(paper, f"/s/{token}/answer", signature="季帆")
    assert "您签好了" in done.words
    assert (await state_of(case_no))["季帆"] == "signed"
    assert (await abroad.open()).status == 404


async def test_five_wrong_tries_end_a_link(http, sandbox, worker):
    li, case_no, son = await a_waiting_case(http, sandbox)
    token = await a_token(li, case_no, son)
    for _ in range(5):
        with pytest.raises(signing.LinkWrong):
            await signing.verify(token, "季帆", "123456")
    with pytest.raises(signing.LinkUnknown):
        await signing.verify(token, "季帆", (await people.of(son["person_id"])).id_no[-6:])


async def test_a_plain_no_is_an_answer_and_nobody_is_waited_for(http, sandbox, worker):
    li, case_no, son = await a_waiting_case(http, sandbox)
    token = await a_token(li, case_no, son)
    given = await signing.verify(token, "季帆", (await people.of(son["person_id"])).id_no[-6:])
    await signing.decline_by(token, given)
    assert (await state_of(case_no))["季帆"] == "refused"
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")


async def test_no_link_notice_or_page_reaches_who_is_feared(http, sandbox, worker):
    li, case_no, son = await a_waiting_case(http, sandbox)
    token = await a_token(li, case_no, son)
    said = {"kind": "violence"}
    await li.call("PUT", f"/cases/{case_no}/people/{son['person_id']}/caution", said)
    await worker.drain()
    feared = await a_resident(http, sandbox, member=1)
    await feared.call("GET", f"/cases/{case_no}", status=404)
    assert (await feared.call("GET", "/notices"))["notices"] == []
    assert (await http.get(f"/s/{token}")).status_code == 404
    path = f"/cases/{case_no}/people/{son['person_id']}/link"
    await li.call("POST", path, status=404)
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/accept", status=409)
    await clerk.call("POST", f"/staff/cases/{case_no}/signers/pass", {"note": "有家暴，不联系"})
    await feared.call("GET", f"/cases/{case_no}", status=404)
    await clerk.call("POST", f"/staff/cases/{case_no}/accept")


async def test_a_fingerprint_needs_a_witness_who_neither_helps_nor_is_paid(http, sandbox, worker):
    _, case_no, son = await a_waiting_case(http, sandbox)
    clerk = await make.a_staff_member("张经办", role=Role.CLERK)
    for unfit in ("", "季帆", clerk.name):
        with pytest.raises(signing.WitnessUnfit):
            await signing.record(
                case_no, son["person_id"], method="fingerprint", witness=unfit, by=clerk
            )
    await signing.record(
        case_no, son["person_id"], method="fingerprint", witness="邻居老赵", by=clerk
    )
    assert (await state_of(case_no))["季帆"] == "signed"


async def test_a_contested_fact_does_not_count_and_is_answered_by_a_day(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    await worker.drain()
    known = await cases.known_of(await cases.of(case_no))
    fact = next(f for f in known.all_facts if f.register and f.coverage == "covered" and f.value)
    asked = {"fact_id": fact.id, "words": "这个不是我的"}
    made = await li.call("POST", f"/cases/{case_no}/contests", asked, status=201)
    again = await li.call("POST", f"/cases/{case_no}/contests", asked, status=201)
    assert made["contest_no"] == again["contest_no"]
    known = await cases.known_of(await cases.of(case_no))
    assert next(f for f in known.all_facts if f.id == fact.id).contested_at

    clerk = await make.a_staff_member(role=Role.CLERK)
    assert [one.contest_no for one in await contests.open_in("320699100")] == [made["contest_no"]]
    with pytest.raises(contests.AnswerMissing):
        await contests.resolve(made["contest_no"], outcome="kept", answer=" ", by=clerk)
    await contests.resolve(
        made["contest_no"], outcome="changed", answer="核实过，不是您的", by=clerk
    )
    known = await cases.known_of(await cases.of(case_no))
    assert fact.id not in {f.id for f in known.all_facts}
    await worker.drain()
    (told,) = (await li.call("GET", f"/cases/{case_no}/contests"))["contests"]
    assert (told["state"], told["answer"]) == ("changed", "核实过，不是您的")
    titles = [n["title"] for n in (await li.call("GET", "/notices"))["notices"]]
    assert titles[0] == "您说不对的那一项有答复了"


async def test_somebody_elses_fact_is_not_mine_to_contest(http, sandbox, worker):
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    await worker.drain()
    known = await cases.known_of(await cases.of(case_no))
    fact = next(f for f in known.all_facts if f.register)
    zhang = await a_resident(http, sandbox, "zhang-jianguo")
    asked = {"fact_id": fact.id, "words": "不对"}
    await zhang.call("POST", f"/cases/{case_no}/contests", asked, status=404)

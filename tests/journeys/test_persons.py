"""Account is not person: one phone, several people; delegates; nothing leaks between clients."""

from datetime import timedelta

import pytest

from server.connectors import build_world
from server.core import clock, config, database
from server.worker import Worker
from tests.journeys.people import ANSWERS, Visitor, a_draft, a_resident, an_official


@pytest.fixture
async def worker(app_server):
    world = build_world(config.settings())
    yield Worker(world)
    await world.close()


async def gives_mandate(giver, helper, **changes):
    asked = {
        "name": helper.name,
        "id_no": helper.id_no,
        "kind": "village_helper",
        "until": (clock.today() + timedelta(days=30)).isoformat(),
        "signature": giver.name,
    }
    return (await giver.call("POST", "/me/mandates", asked | changes, status=201))["mandate_no"]


async def serves(helper, person, to, status=201):
    digits = {"to": to, "digits": person.id_no[-6:]}
    told = await helper.call("POST", "/me/people/switch", digits, status=status)
    if told is None or "token" not in told:
        return None
    acting = Visitor(helper.http, told["token"], helper.name)
    acting.id_no = helper.id_no
    return acting


async def sends_in(acting, case_no):
    shown = await acting.call("GET", f"/cases/{case_no}/review")
    signed = {"signature": acting.name, "consent_version": shown["consent_version"]}
    await acting.call("POST", f"/cases/{case_no}/submit", signed, key=f"send-{case_no}")


async def test_a_helper_with_two_clients_never_sees_the_last_ones_answers(http, sandbox, worker):
    helper = await a_resident(http, sandbox, "zhang-jianguo")
    wang = await a_resident(http, sandbox, "wang-guilan")
    li = await a_resident(http, sandbox)
    first, second = await gives_mandate(wang, helper), await gives_mandate(li, helper)

    for_wang = await serves(helper, wang, first)
    secret = {"hardship__description": "只有王桂兰知道的话"}
    case_no = await a_draft(for_wang, **secret)
    await for_wang.call("GET", f"/cases/{case_no}/review")

    for_li = await serves(for_wang, li, second)
    await for_wang.call("GET", "/cases", status=401)
    assert (await for_li.call("GET", "/cases"))["cases"] == []
    await for_li.call("GET", f"/cases/{case_no}/review", status=404)
    await for_li.call("PATCH", f"/cases/{case_no}", {"facts": {}}, status=404)
    mine = await a_draft(for_li)
    shown = await for_li.http.get(
        f"/api/v1/cases/{mine}/review", headers={"authorization": f"Bearer {for_li.token}"}
    )
    assert "王桂兰" not in shown.text
    assert "只有王桂兰知道的话" not in shown.text
    as_self = await serves(for_li, helper, "self")
    assert (await as_self.call("GET", "/cases"))["cases"] == []


async def test_one_key_for_two_clients_is_two_applications(http, sandbox, worker):
    helper = await a_resident(http, sandbox, "zhang-jianguo")
    wang, li = await a_resident(http, sandbox, "wang-guilan"), await a_resident(http, sandbox)
    first, second = await gives_mandate(wang, helper), await gives_mandate(li, helper)
    draft = {"item": "temporary-relief", "region": "320699100201"}
    for_wang = await serves(helper, wang, first)
    one = await for_wang.call("POST", "/cases", draft, status=201, key="same")
    for_li = await serves(for_wang, li, second)
    other = await for_li.call("POST", "/cases", draft, status=201, key="same")
    assert one["case_no"] != other["case_no"]


async def test_a_delegate_sends_in_and_the_person_is_told_and_signs(http, sandbox, worker):
    helper, wang = (
        await a_resident(http, sandbox, "zhang-jianguo"),
        await a_resident(http, sandbox, "wang-guilan"),
    )
    acting = await serves(helper, wang, await gives_mandate(wang, helper))
    case_no = await a_draft(acting)
    await sends_in(acting, case_no)
    await worker.drain()

    titles = [n["title"] for n in (await wang.call("GET", "/notices"))["notices"]]
    assert {"收到了", "有人可以替您办事了", "有一件事等您看"} <= set(titles)
    assert "收到了" in [n["title"] for n in (await acting.call("GET", "/notices"))["notices"]]
    assert await database.fetch("SELECT 1 FROM consents") == []
    refused = {"signature": acting.name, "consent_version": "1"}
    await acting.call("POST", f"/cases/{case_no}/consent", refused, status=404)

    own = {"signature": wang.name, "consent_version": "1"}
    await wang.call("POST", f"/cases/{case_no}/consent", own)
    (signed,) = await database.fetch("SELECT method FROM consents")
    assert signed["method"] == "typed_name"


async def test_an_ex_delegate_sees_nothing_more(http, sandbox, worker):
    helper, wang = (
        await a_resident(http, sandbox, "zhang-jianguo"),
        await a_resident(http, sandbox, "wang-guilan"),
    )
    mandate_no = await gives_mandate(wang, helper)
    acting = await serves(helper, wang, mandate_no)
    case_no = await a_draft(acting)
    await sends_in(acting, case_no)
    await worker.drain()
    await wang.call("DELETE", f"/me/mandates/{mandate_no}")

    await acting.call("GET", f"/cases/{case_no}", status=401)
    again = await a_resident(http, sandbox, "zhang-jianguo")
    await again.call("GET", f"/cases/{case_no}", status=404)
    await serves(again, wang, mandate_no, status=404)
    assert (await again.call("GET", "/cases"))["cases"] == []
    titles = {n["title"] for n in (await again.call("GET", "/notices"))["notices"]}
    assert "收到了" not in titles
    before = len((await again.call("GET", "/notices"))["notices"])
    await wang.call("POST", f"/cases/{case_no}/withdraw")
    await worker.drain()
    ended = {"代办停止了"}
    after = [n["title"] for n in (await again.call("GET", "/notices"))["notices"]]
    assert set(after[: len(after) - before]) <= ended
    assert "您撤回了申请" in [n["title"] for n in (await wang.call("GET", "/notices"))["notices"]]


async def test_a_helper_is_never_the_payee(http, sandbox, worker):
    helper, wang = (
        await a_resident(http, sandbox, "zhang-jianguo"),
        await a_resident(http, sandbox, "wang-guilan"),
    )
    acting = await serves(helper, wang, await gives_mandate(wang, helper))
    draft = {"item": "temporary-relief", "region": "320699100201"}
    case_no = (await acting.call("POST", "/cases", draft, status=201))["case_no"]
    facts = ANSWERS | {"payment.holder": helper.name}
    kept = await acting.call("PATCH", f"/cases/{case_no}", {"facts": facts})
    assert kept["wrong"] == {"payment.holder": "field.payee_is_delegate"}


async def test_a_payee_who_becomes_the_helper_is_refused_at_sending(http, sandbox, worker):
    helper, wang = (
        await a_resident(http, sandbox, "zhang-jianguo"),
        await a_resident(http, sandbox, "wang-guilan"),
    )
    case_no = await a_draft(wang, payment__holder=helper.name)
    await gives_mandate(wang, helper)
    signed = {"signature": wang.name, "consent_version": "1"}
    told = await wang.call("POST", f"/cases/{case_no}/submit", signed, status=422, key="k")
    assert (told["code"], list(told["fields"])) == (
        "cases.payee_is_delegate",
        ["facts.payment.holder"],
    )


async def test_a_mandate_for_one_case_opens_that_case_only(http, sandbox, worker):
    helper, wang = (
        await a_resident(http, sandbox, "zhang-jianguo"),
        await a_resident(http, sandbox, "wang-guilan"),
    )
    case_no = await a_draft(wang)
    acting = await serves(helper, wang, await gives_mandate(wang, helper, case_no=case_no))
    await acting.call("GET", f"/cases/{case_no}/review")
    draft = {"item": "temporary-relief", "region": "320699100201", "cause": "another"}
    told = await acting.call("POST", "/cases", draft, status=403)
    assert told["code"] == "cases.mandate_too_narrow"


async def test_a_mandate_said_at_the_counter_is_entered_by_the_clerk(http, sandbox, worker):
    helper, wang = (
        await a_resident(http, sandbox, "zhang-jianguo"),
        await a_resident(http, sandbox, "wang-guilan"),
    )
    case_no = await a_draft(wang)
    await sends_in(wang, case_no)
    clerk = await an_official(http, "clerk")
    said = {"name": helper.name, "id_no": helper.id_no, "kind": "relative"}
    said |= {"method": "read_aloud", "until": clock.today().isoformat()}
    path = f"/staff/cases/{case_no}/mandates"
    told = await clerk.call("POST", path, said, status=422)
    assert told["fields"]["witness"]["code"] == "field.witness_missing"
    made = await clerk.call("POST", path, said | {"witness": "赵建军"}, status=201)
    assert made["case_no"] == case_no
    acting = await serves(helper, wang, made["mandate_no"])
    assert (await acting.call("GET", f"/cases/{case_no}"))["case_no"] == case_no


async def test_two_people_share_a_phone_and_each_sees_their_own(http, sandbox, worker):
    li, wang = await a_resident(http, sandbox), await a_resident(http, sandbox, "wang-guilan")
    told = await li.call("POST", "/me/people", {"name": wang.name, "id_no": wang.id_no})
    other = next(one["to"] for one in told["people"] if one["name"] == wang.name)
    case_no = await a_draft(li)

    wrong = {"to": other, "digits": "000000"}
    told = await li.call("POST", "/me/people/switch", wrong, status=422)
    assert told["fields"]["digits"]["code"] == "field.digits_wrong"
    as_wang = await serves(li, wang, other)
    await li.call("GET", "/cases", status=401)
    assert (await as_wang.call("GET", "/cases"))["cases"] == []
    await as_wang.call("GET", f"/cases/{case_no}/review", status=404)
    assert (await as_wang.call("GET", "/me/household"))["members"][0]["name"] != li.name
    back = await serves(as_wang, li, "self")
    assert [c["case_no"] for c in (await back.call("GET", "/cases"))["cases"]] == [case_no]

"""信息有误: a resident reads what was found, says what is wrong, follows it to its answer."""

import re

import pytest

from server.casework import cases, contests
from server.catalogue import vocabulary
from server.core import clock
from server.registry import delegations, facts, people, sessions
from server.registry.facts import Fact, FactEntry
from server.sandbox import population
from server.web.pages.register_words import found_words
from server.web.pages.words import Words
from tests.factories.casework import a_submitted_case
from tests.factories.registry import a_resident, a_session, a_staff_member
from tests.pages.test_my_data import as_resident


async def found(person_id, key, value, register, case_no=None):
    entry = FactEntry(
        key=key,
        subject_kind="person",
        subject_id=person_id,
        source=f"register:{register}",
        case_no=case_no,
        coverage="covered",
        value=value,
        as_of=clock.today(),
        stated_by="system",
    )
    await facts.record([entry])


@pytest.fixture
async def looked_into(app_server):
    """A case of which two registers told."""
    case, li = await a_submitted_case()
    car = [{"kind": "小型轿车", "displacement_ml": 1598, "bought_on": "2019-03-02"}]
    await found(li.person_id, "vehicles.owned", car, "vehicles", case.case_no)
    await found(li.person_id, "bank.deposits", 1_234_500, "banks", case.case_no)
    return case, li


async def test_what_was_found_is_read_called_wrong_and_followed(looked_into, visitor):
    case, li = looked_into
    await as_resident(visitor, li)
    page = await visitor.open(f"/cases/{case.case_no}")
    assert "查来的情况对不对" in page.words
    page = await visitor.open(f"/cases/{case.case_no}/facts")
    assert "小型轿车，2019 年 3 月 2 日登记" in page.words
    assert "12,345 元" in page.words
    wrong = next(link for link in page.links if re.search(r"/facts/\d+$", link))

    page = await visitor.open(wrong)
    page = await visitor.press(page, wrong, words="  ")
    assert page.status == 422
    page = await visitor.press(page, wrong, words="车早就卖了，有过户的单子")

    assert page.path == f"/cases/{case.case_no}/facts"
    (made,) = await contests.of_case(case.case_no)
    assert Words("zh_CN").due(made.due_at) in page.words
    assert "记下了，我们去查" in page.words
    assert wrong not in page.links
    case_page = await visitor.open(f"/cases/{case.case_no}")
    assert "正在查，最晚" in case_page.words

    clerk = await a_staff_member()
    await contests.resolve(made.contest_no, outcome="kept", answer="车管所说还在您名下", by=clerk)

    assert "有答复了" in (await visitor.open(f"/cases/{case.case_no}")).words
    page = await visitor.open(f"/cases/{case.case_no}/facts")
    assert "车管所说还在您名下" in page.words
    assert "还觉得不对？" in page.words
    assert wrong in page.links


async def test_taken_back_it_counts_again_and_twice_is_once(looked_into, visitor):
    case, li = looked_into
    await as_resident(visitor, li)
    where = f"/cases/{case.case_no}/facts"
    page = await visitor.open(where)
    wrong = next(link for link in page.links if re.search(r"/facts/\d+$", link))
    asked = await visitor.open(wrong)
    for _ in range(2):
        page = await visitor.press(asked, wrong, words="不对")
    assert len(await contests.of_case(case.case_no)) == 1

    for _ in range(2):
        page_after = await visitor.press(page, f"/cases/{case.case_no}/contests")
        assert page_after.path == where

    assert "您收回了" in page_after.words
    known = await cases.known_of(await cases.of(case.case_no))
    assert not any(fact.contested_at for fact in known.all_facts)


async def test_before_anything_is_found_the_page_says_so(app_server, visitor):
    case, li = await a_submitted_case()
    await as_resident(visitor, li)
    page = await visitor.open(f"/cases/{case.case_no}/facts")
    assert "还没有查到什么" in page.words


async def test_a_helper_reads_nothing_of_it_and_a_stranger_not_the_page(looked_into, visitor, http):
    case, li = looked_into
    niece = await a_resident("王芳")
    wanted = delegations.Wanted("relative", "", clock.today())
    delegate = await people.of(niece.person_id)
    given = await delegations.grant(li.person_id, delegate, wanted, by=li)
    token, _ = await sessions.open_for_person(
        niece.account_id, li.person_id, mandate_no=given.mandate_no, device="test"
    )
    visitor.http.cookies.set("ot", token)
    page = await visitor.open(f"/cases/{case.case_no}/facts")
    assert "只给本人看" in page.words
    assert "小型轿车" not in page.words
    headers = {"authorization": f"Bearer {token}"}
    told = await http.get(f"/api/v1/cases/{case.case_no}/facts", headers=headers)
    assert told.json() == {"facts": []}

    stranger, _ = await a_session(await a_resident())
    visitor.http.cookies.set("ot", stranger)
    assert (await visitor.open(f"/cases/{case.case_no}/facts")).status == 404


async def test_the_api_lists_what_may_be_contested(looked_into, http):
    case, li = looked_into
    token, _ = await a_session(li)
    headers = {"authorization": f"Bearer {token}"}
    where = f"/api/v1/cases/{case.case_no}"
    told = (await http.get(f"{where}/facts", headers=headers)).json()["facts"]
    assert {one["fact"]: one["value"] for one in told}["bank.deposits"] == 1_234_500
    asked = {"fact_id": told[0]["fact_id"], "words": " "}
    answer = await http.post(f"{where}/contests", json=asked, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["code"] == "contests.words_missing"


def test_whatever_registers_tell_is_said_in_words(rules):
    told = [
        (key, value)
        for person in population.build(7).by_id_no.values()
        for register in person.facts.values()
        for key, value in register.items()
    ]
    assert len(told) > 100
    for language in ("zh_CN", "en"):
        for key, value in told:
            known = vocabulary.of(key)
            said = found_words(Words(language), a_fact(key, value), known)
            assert said
            assert not re.search(r"[{}\[\]]|None|True|False", said), (key, said)


def a_fact(key, value):
    now = clock.now()
    return Fact(
        1,
        key,
        "person",
        None,
        None,
        "register:x",
        "covered",
        value,
        clock.today(),
        None,
        "",
        now,
        None,
    )

"""The same few thousand people every time, in households that could be."""

import re

import pytest

from server.sandbox import population

SEED = 20260918


@pytest.fixture(scope="module")
def town():
    return population.build(SEED)


def everybody(town):
    return [(home, person) for home in town.households for person in home.members]


def test_the_same_seed_makes_the_same_people(town):
    again, other = population.build(SEED), population.build(SEED + 1)

    assert again.households == town.households
    assert other.households != town.households


def test_a_few_thousand_people_each_with_a_number_of_their_own(town):
    people = everybody(town)

    assert 2500 <= len(people) <= 3800
    assert len(town.by_id_no) == len(people)
    phones = [p.phone for _, p in people if p.phone.startswith("1")]
    assert len(set(phones)) == len(phones)


def test_numbers_are_checksummed_in_divisions_nobody_uses(town):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for _, person in everybody(town):
        total = sum(int(d) * w for d, w in zip(person.id_no[:17], weights, strict=True))
        assert person.id_no[17] == "10X98765432"[total % 11]
        assert person.id_no[6:14] == f"{person.born_on:%Y%m%d}"
        assert (int(person.id_no[16]) % 2 == 0) is person.is_female
    assert {p.id_no[:6] for _, p in everybody(town)} == {"320699", "220199"}


def test_known_numbers_come_out_of_the_same_rule():
    from datetime import date

    assert (
        population.id_no_for("320699", date(1949, 3, 7), 1, is_female=True) == "320699194903070024"
    )
    assert (
        population.id_no_for("220199", date(1955, 8, 15), 1, is_female=False)
        == "220199195508150036"
    )


def test_families_could_be(town):
    for home in town.households:
        roles = [person.relation for person in home.members]
        assert roles.count("户主") == 1
        assert roles.count("配偶") <= 1
        parents = [p for p in home.members if p.relation in {"户主", "配偶"}]
        oldest = min(p.born_on.year for p in parents)
        for person in home.members:
            if person.relation in {"子", "女"}:
                assert person.born_on.year - oldest >= 16, home
            if person.relation in {"父亲", "母亲"}:
                assert oldest - person.born_on.year >= 15, home
        if len(parents) == 2:
            assert {p.is_female for p in parents} == {True, False}
            told = {p.facts["civil-affairs"]["marriage.status"] for p in parents}
            assert told == {"married"}


def test_rare_and_long_names_occur(town):
    names = " ".join(person.name for _, person in everybody(town))

    assert all(character in names for character in "䶮㛃𬭚")
    assert len(re.findall("·", names)) > 5


def test_people_live_in_the_demo_county_and_in_nantong(town):
    regions = {person.region for _, person in everybody(town)}

    assert all(len(region) == 12 for region in regions)
    assert {region[:6] for region in regions} == {"320699", "320613", "320623"}
    assert any(person.has_residence_permit for _, person in everybody(town))


def test_stories_are_complete_and_stay_the_same(town):
    assert len(population.STORIES) >= 12
    assert {story.code for story in population.STORIES} == set(town.stories)
    li = town.stories["li-xiuying"].members[0]
    assert (li.name, li.phone) == ("李秀英", "13900000100")
    assert li.facts["civil-affairs"]["marriage.status"] == "widowed"
    assert not town.stories["zhao-deming"].members[0].is_alive
    assert town.stories["sun-changgeng"].members[0].phone.startswith("0513-")
    (first,), (second,) = (
        [p for p in town.stories[code].members if p.name == "陈静"]
        for code in ("chen-jing", "chen-jing-2")
    )
    assert first.id_no != second.id_no


def test_identities_differ_by_account_and_join_by_unionid(town):
    one, two = town.by_openid("wx1"), town.by_openid("wx2")

    assert set(one).isdisjoint(two)
    assert len(one) == len(town.by_id_no)
    assert all(re.fullmatch("o[0-9a-f]{27}", openid) for openid in one)


async def test_a_stale_register_and_a_residence_permit_are_told(outside):
    from datetime import timedelta

    from server.core import clock

    ma, dong = await outside.story("ma-jianping"), await outside.story("dong-wei")
    told = (await outside.ask(outside.question(ma, "social-security", "pension.monthly"))).json()
    assert told["as_of"] == (clock.today() - timedelta(days=40)).isoformat()

    assert (dong["region"][:6], dong["lives_in"][:6]) == ("320613", "320699")
    asked = outside.question(dong, "public-security", "residence.permit")
    assert (await outside.ask(asked)).json()["facts"][0]["value"] is True


async def test_the_dead_are_known_to_both_registers(outside):
    zhao = await outside.story("zhao-deming")

    alive = await outside.ask(outside.question(zhao, "public-security", "identity.alive"))
    burnt = await outside.ask(outside.question(zhao, "civil-affairs", "cremation.date"))

    assert alive.json()["facts"][0]["value"] is False
    assert burnt.json()["facts"][0]["value"] == "2025-12-20"


async def test_what_a_register_does_not_hold_is_left_out(outside):
    li = await outside.story("li-xiuying")

    told = (await outside.ask(outside.question(li, "civil-affairs", "cremation.date"))).json()

    assert (told["coverage"], told["facts"]) == ("covered", [])


async def test_a_visitor_can_be_added(outside):
    told = await outside.ctl("/user", name="周明", phone="13711112222", age=70)

    assert told["id_no"].startswith("220199")
    assert (await outside.login(told))["openid"] == told["openids"]["wx0000000000000001"]
    asked = outside.question(told, "public-security", "identity.matches", consent=None, case_no="")
    assert (await outside.ask(asked)).json()["facts"][0]["value"] is True


async def test_stories_say_why(outside):
    told = await outside.ctl("/stories")

    assert set(told) == {story.code for story in population.STORIES}
    assert all(story["why"] and story["people"] for story in told.values())
    assert told["li-xiuying"]["people"][0]["name"] == "李秀英"


def test_registers_tell_one_consistent_life(town):
    for _, person in everybody(town):
        told, age = person.facts, 2026 - person.born_on.year
        works = told["social-security"]["employment.insured"]
        assert (told["tax"]["tax.wage_income_12m"] > 0) == works
        assert (told["housing-fund"]["housing_fund.base"] > 0) == works
        if age < 18:
            assert not told["vehicles"]["vehicles.owned"]
            assert not told["real-estate"]["real_estate.dwellings"]
        if told["prisons"]["prisons.serving"]:
            assert age >= 20
            assert not works
    cars = sum(bool(p.facts["vehicles"]["vehicles.owned"]) for _, p in everybody(town))
    assert 100 < cars < 1500


async def test_every_register_answers_for_everybody_it_knows(outside):
    from server.sandbox.exchange.registers import REGISTERS

    gu = await outside.story("gu-xiuying", 1)
    for register, keys in REGISTERS.items():
        await outside.ctl("/register", register=register, delay=0)
        answer = await outside.ask(outside.question(gu, register, *keys))
        assert answer.status_code == 200, register
        assert answer.json()["coverage"] == "covered", register
    assert len(REGISTERS) == 16


def test_the_vocabulary_knows_what_each_register_tells():
    from server.catalogue import vocabulary
    from server.sandbox.exchange.registers import REGISTERS

    told = {(register, key) for register, keys in REGISTERS.items() for key in keys}
    known = {(r, fact.key) for fact in vocabulary.all_facts().values() for r in fact.registers}
    assert known == told

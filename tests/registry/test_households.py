"""Homes follow what the register says, and keep their identity while most of them stay."""

import asyncio
from datetime import date, timedelta

import pytest

from server.core import clock, database, ids
from server.registry import households
from tests.factories import registry as make


@pytest.fixture
async def family(db):
    """Mother, grown son, minor daughter, their home."""
    return await make.a_family()


async def test_a_home_names_its_members_and_no_numbers(family):
    mother, son, daughter, home = family
    assert {(m.person_id, m.name, m.relation) for m in home.members} == {
        (mother.id, mother.name, "本人"),
        (son.id, son.name, "子女"),
        (daughter.id, daughter.name, "子女"),
    }
    assert home.region_code == make.VILLAGE
    assert not {mother.id_no, son.id_no, daughter.id_no} & set(str(home).split("'"))


async def test_members_know_who_signs_for_themselves(family):
    mother, son, _daughter, home = family
    today = clock.today()
    grown = {m.person_id for m in home.members if m.is_adult(today)}
    assert grown == {mother.id, son.id}
    in_ten_years = today + timedelta(days=3653)
    assert all(m.is_adult(in_ten_years) for m in home.members)


async def test_everybody_in_a_home_finds_it(family):
    *people, home = family
    for person in people:
        assert (await households.of_person(person.id)).id == home.id


async def test_somebody_no_register_told_of_has_no_home(db):
    assert await households.of_person((await make.a_person()).id) is None
    with pytest.raises(households.NoHousehold):
        await households.of(ids.new())


async def test_the_same_answer_again_keeps_the_home_and_renews_its_date(family):
    mother, son, daughter, home = family
    again = await make.a_household(
        (mother, "本人"), (son, "儿子"), (daughter, "子女"), as_of=date(2026, 12, 1)
    )
    assert again.id == home.id
    assert again.as_of == date(2026, 12, 1)
    assert {m.relation for m in again.members} == {"本人", "儿子", "子女"}


async def test_a_newborn_moves_in_with_the_family(family):
    mother, son, daughter, home = family
    baby = await make.a_person(born=clock.today())
    grown = await make.a_household(
        (mother, "本人"), (son, "子女"), (daughter, "子女"), (baby, "子女")
    )
    assert grown.id == home.id
    assert len(grown.members) == 4


async def test_who_is_no_longer_named_has_left(family):
    mother, son, daughter, home = family
    left = await make.a_household((mother, "本人"), (daughter, "子女"))
    assert left.id == home.id
    assert {m.person_id for m in left.members} == {mother.id, daughter.id}
    assert await households.of_person(son.id) is None


async def test_one_who_moves_out_alone_does_not_take_the_home_along(family):
    mother, son, daughter, home = family
    own = await make.a_household((son, "本人"))
    assert own.id != home.id
    rest = await households.of_person(mother.id)
    assert rest.id == home.id
    assert {m.person_id for m in rest.members} == {mother.id, daughter.id}


async def test_who_comes_back_is_a_member_again(family):
    mother, son, daughter, _home = family
    await make.a_household((son, "本人"))
    back = await make.a_household((mother, "本人"), (son, "子女"), (daughter, "子女"))
    assert (await households.of_person(son.id)).id == back.id
    assert len(back.members) == 3


async def test_who_marries_moves_in_with_the_other(family):
    _mother, son, _daughter, home = family
    bride = await make.a_person()
    hers = await make.a_household((bride, "本人"))
    young = await make.a_household((son, "本人"), (bride, "配偶"))
    assert young.id == hers.id
    assert len((await households.of(home.id)).members) == 2


async def test_two_from_homes_that_stay_make_a_third(family):
    _mother, son, _daughter, home = family
    bride, parents, sister = [await make.a_person() for _ in range(3)]
    hers = await make.a_household((bride, "子女"), (parents, "本人"), (sister, "子女"))
    young = await make.a_household((son, "本人"), (bride, "配偶"))
    assert young.id not in {home.id, hers.id}


async def test_a_home_everybody_left_is_remembered_as_it_last_was(family):
    mother, son, daughter, home = family
    await make.a_household((mother, "本人"), (daughter, "子女"))
    aunt, uncle, cousin = [await make.a_person() for _ in range(3)]
    theirs = await make.a_household((aunt, "本人"), (uncle, "配偶"), (cousin, "子女"))
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        joint = await make.a_household(
            *((one, "成员") for one in (aunt, uncle, cousin, mother, daughter))
        )
    assert joint.id == theirs.id
    left = await households.of(home.id)
    assert {m.person_id for m in left.members} == {mother.id, daughter.id}
    assert await households.of_person(son.id) is None


async def test_nobody_lives_in_two_homes(family):
    *people, _home = family
    for shape in ([0], [0, 1], [1, 2], [0, 1, 2], [2], [0, 2]):
        await make.a_household(*((people[i], "成员") for i in shape))
        rows = await database.fetch("SELECT person_id FROM household_members WHERE left_at IS NULL")
        assert len({row["person_id"] for row in rows}) == len(rows)


async def test_two_answers_at_once_make_one_home(fresh_db):
    mother, son = await make.a_person(), await make.a_person()
    told = await asyncio.gather(
        *(make.a_household((mother, "本人"), (son, "子女")) for _ in range(4))
    )
    assert len({home.id for home in told}) == 1

"""Each adult signs for themselves; a consent is for one case, named registers and exact words."""

from datetime import timedelta

import pytest

from server.core import clock, database
from server.registry import consents
from tests.factories import registry as make

CASE = "XZ-20261124-0001-5"
ASKED = {
    "purpose": "benefit-check",
    "registers": ["banks", "medical-insurance"],
    "method": "on_glass",
}


@pytest.fixture
async def li(db):
    """A resident."""
    return await make.a_resident("李秀英")


async def _sign(person_id, by, **changes):
    return await consents.sign(person_id, CASE, **{**ASKED, **changes}, by=by)


async def test_a_consent_says_who_what_for_whom_and_until_when(li):
    signed = await _sign(li.person_id, li)
    assert (signed.person_id, signed.case_no, signed.purpose) == (
        li.person_id,
        CASE,
        "benefit-check",
    )
    assert signed.registers == ("banks", "medical-insurance")
    assert signed.expires_at - signed.signed_at == timedelta(days=365)
    assert signed.consent_no.startswith("SQ")
    assert await consents.standing(CASE) == [signed]


async def test_a_consent_is_bound_to_the_words_that_were_shown(li):
    signed = await _sign(li.person_id, li)
    wording = consents.current_wording("benefit-check")
    assert (signed.wording_version, signed.digest) == (wording.version, wording.digest)
    assert signed.digest.startswith("sm3:")
    assert "撤回" in wording.text


async def test_signing_the_same_again_changes_nothing(li):
    first = await _sign(li.person_id, li)
    assert await _sign(li.person_id, li) == first
    assert await _sign(li.person_id, li, registers=["banks"]) == first


async def test_signing_costs_two_statements(li, counted):
    async with counted() as statements:
        await _sign(li.person_id, li)
    assert len(statements) == 2


async def test_more_registers_need_a_new_consent_and_the_old_one_stays_on_file(li):
    first = await _sign(li.person_id, li)
    wider = await _sign(li.person_id, li, registers=["banks", "housing", "medical-insurance"])
    assert wider.consent_no != first.consent_no
    assert await consents.standing(CASE) == [wider]
    assert [one.consent_no for one in await consents.of_person(li.person_id)] == [
        wider.consent_no,
        first.consent_no,
    ]


async def test_a_consent_ends_after_a_year_and_can_be_signed_anew(li):
    first = await _sign(li.person_id, li)
    with clock.stopped_at(clock.now() + timedelta(days=366)):
        assert await consents.standing(CASE) == []
        with pytest.raises(consents.ConsentUnknown):
            await consents.standing_of(li.person_id, CASE)
        again = await _sign(li.person_id, li)
        assert again.consent_no != first.consent_no
        assert await consents.standing(CASE) == [again]


async def test_a_consent_taken_back_stops_asking_and_stays_on_file(li):
    signed = await _sign(li.person_id, li)
    taken = await consents.withdraw(signed.consent_no, by=li)
    assert taken.withdrawn_at
    assert await consents.standing(CASE) == []
    assert await consents.of_person(li.person_id) == [taken]


async def test_taking_back_twice_keeps_the_first_moment(li):
    signed = await _sign(li.person_id, li)
    first = await consents.withdraw(signed.consent_no, by=li)
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        assert await consents.withdraw(signed.consent_no, by=li) == first


async def test_after_taking_back_one_may_sign_again(li):
    signed = await _sign(li.person_id, li)
    await consents.withdraw(signed.consent_no, by=li)
    again = await _sign(li.person_id, li)
    assert again.consent_no != signed.consent_no
    assert await consents.standing(CASE) == [again]


async def test_nobody_takes_back_anothers_consent(li):
    signed = await _sign(li.person_id, li)
    with pytest.raises(consents.ConsentUnknown):
        await consents.withdraw(signed.consent_no, by=await make.a_resident())
    with pytest.raises(consents.ConsentUnknown):
        await consents.withdraw("SQXXXXXXXXXX", by=li)
    assert await consents.standing(CASE) == [signed]


async def test_nobody_signs_for_another_adult_not_even_at_home(db):
    mother, son, _, _ = await make.a_family()
    by = await make.a_resident(person=mother)
    with pytest.raises(consents.NotYours):
        await _sign(son.id, by)


async def test_a_parent_signs_for_the_child_and_may_take_it_back(db):
    mother, _, daughter, _ = await make.a_family()
    by = await make.a_resident(person=mother)
    signed = await _sign(daughter.id, by)
    assert signed.person_id == daughter.id
    assert (await consents.withdraw(signed.consent_no, by=by)).withdrawn_at


async def test_a_child_does_not_sign_for_the_parent_nor_a_stranger_for_the_child(db):
    mother, _, daughter, _ = await make.a_family()
    with pytest.raises(consents.NotYours):
        await _sign(mother.id, await make.a_resident(person=daughter))
    with pytest.raises(consents.NotYours):
        await _sign(daughter.id, await make.a_resident())


async def test_an_account_without_a_real_name_signs_nothing(db):
    person, account = await make.a_person(), await make.an_account()
    with pytest.raises(consents.NotYours):
        await _sign(person.id, make.resident_of(account))


async def test_a_clerk_enters_what_was_signed_on_paper(db):
    person, clerk = await make.a_person(), await make.a_staff_member()
    await _sign(person.id, clerk, method="paper")
    (row,) = await database.fetch("SELECT method, signed_by FROM consents")
    assert row == {"method": "paper", "signed_by": clerk.id}


async def test_signing_and_taking_back_leave_rows_in_the_trail(li):
    signed = await _sign(li.person_id, li)
    await consents.withdraw(signed.consent_no, by=li)
    rows = await database.fetch(
        "SELECT actor, action, subject FROM audit_rows WHERE action LIKE '%consent' ORDER BY id"
    )
    assert [(row["action"], row["subject"]) for row in rows] == [
        ("sign-consent", f"consent:{signed.consent_no}"),
        ("withdraw-consent", f"consent:{signed.consent_no}"),
    ]
    assert {row["actor"] for row in rows} == {li.id}


async def test_consents_of_other_cases_do_not_count(li):
    await consents.sign(li.person_id, "XZ-20261124-0002-3", **ASKED, by=li)
    assert await consents.standing(CASE) == []

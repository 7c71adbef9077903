"""Nobody needs a mobile: a landline, a number abroad or no phone are as good, each in one form."""

import pytest

from server.core import database
from server.core.actors import SYSTEM
from server.registry import people
from tests.factories.registry import a_person, a_phone, a_resident, a_staff_member, an_account


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("mobile", "138 0000 1234", "13800001234"),
        ("mobile", "+86 138-0000-1234", "13800001234"),
        ("mobile", "１３８００００１２３４", "13800001234"),
        ("landline", "051385220000", "0513-85220000"),
        ("landline", "(0513) 8522 0000", "0513-85220000"),
        ("landline", "+86 513 85220000", "0513-85220000"),
        ("landline", "010-62345678", "010-62345678"),
        ("abroad", "+1 (415) 555-2671", "+14155552671"),
        ("abroad", "00852 6000 1111", "+85260001111"),
        ("abroad", "＋49 1511 2345678", "+4915112345678"),
        ("abroad", "+39 02 123 4567", "+39021234567"),
        ("none", "", None),
        ("none", "13800001234", None),
    ],
)
def test_a_number_has_one_form(kind, given, kept):
    assert people.number_of(kind, given) == kept


@pytest.mark.parametrize(
    ("kind", "given", "field", "why"),
    [
        ("mobile", "", "number", "field.missing"),
        ("mobile", "0513-85220000", "number", "field.wrong_mobile"),
        ("mobile", "12800001234", "number", "field.wrong_mobile"),
        ("landline", "85220000", "number", "field.wrong_landline"),
        ("landline", "13800001234", "number", "field.wrong_landline"),
        ("landline", "013800001234", "number", "field.wrong_landline"),
        ("abroad", "415 555 2671", "number", "field.country_code_missing"),
        ("abroad", "+999 1234567", "number", "field.wrong_abroad"),
        ("abroad", "+852 12", "number", "field.wrong_abroad"),
        ("abroad", "+86 13800001234", "number", "field.wrong_abroad"),
        ("abroad", "+", "number", "field.wrong_abroad"),
        ("abroad", "+1415abc2671", "number", "field.wrong_abroad"),
        ("pigeon", "1", "kind", "field.not_a_choice"),
    ],
)
def test_what_is_no_such_number_is_named(kind, given, field, why):
    with pytest.raises(people.ReachWrong) as refused:
        people.number_of(kind, given)
    assert refused.value.fields == {field: why}


async def test_the_number_is_sealed_and_its_change_audited_without_it(db):
    person, clerk = await a_person(), await a_staff_member()

    await people.reach_at(person.id, "abroad", "+1 415 555 2671", by=clerk)

    (row,) = await database.fetch("SELECT * FROM people WHERE id = $1", person.id)
    assert row["reach"] == "abroad"
    assert not any(b"4155552671" in bytes(v) for v in row.values() if isinstance(v, bytes))
    (noted,) = await database.fetch("SELECT * FROM audit_rows WHERE action = 'change-contact'")
    assert "415" not in str({**noted, "seal": "", "id": "", "at": "", "subject": ""})


async def test_what_somebody_said_counts_before_the_phone_they_sign_in_with(db):
    li = await a_resident()
    account = await people.account_of(li.account_id)
    assert await people.called_at(account) == ("mobile", account.phone)

    await people.reach_at(li.person_id, "landline", "0513-85220000", by=li)

    assert await people.called_at(account) == ("landline", "0513-85220000")
    assert await people.texted_at(account) == account.phone


async def test_signing_in_at_a_new_mobile_leaves_the_landline_one_chose(db):
    li = await a_resident()
    await people.reach_at(li.person_id, "landline", "0513-85220000", by=li)

    await people.change_phone(li.account_id, a_phone(), by=li)

    assert (await people.of(li.person_id)).phone == "0513-85220000"


async def test_who_had_no_phone_and_gets_a_mobile_is_called_there(db):
    li, phone = await a_resident(), a_phone()
    await people.reach_at(li.person_id, "none", "", by=li)

    await people.change_phone(li.account_id, phone, by=li)

    account = await people.account_of(li.account_id)
    assert await people.called_at(account) == ("mobile", phone)


async def test_a_mobile_told_at_the_counter_gets_sms_a_landline_none(db):
    person = await a_person()
    account = await people.account_of((await people.account_for_person(person.id)).id)
    assert await people.texted_at(account) == ""
    await people.reach_at(person.id, "mobile", "13800001234", by=SYSTEM)
    assert await people.texted_at(account) == "13800001234"
    await people.reach_at(person.id, "landline", "0513-85220000", by=SYSTEM)
    assert await people.texted_at(account) == ""


async def test_an_account_nobody_has_named_yet_is_called_at_its_own_phone(db):
    account = await an_account()
    assert await people.called_at(account) == ("mobile", account.phone)

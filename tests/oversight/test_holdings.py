"""One's own data: a copy, who looked, what can be corrected, and the end of an account."""

import msgspec
import pytest

from server.casework import cases, desk
from server.contact import notices
from server.core import clock, database
from server.core.actors import Role
from server.oversight import holdings
from server.registry import people, sessions
from tests.factories.casework import a_refused_case, a_submitted_case
from tests.factories.registry import (
    VILLAGE,
    a_household,
    a_person,
    a_phone,
    a_resident,
    a_session,
    a_staff_member,
    an_account,
)


async def test_a_copy_holds_what_was_said_and_decided_in_full(db):
    case, li, *_ = await a_refused_case()

    copy = await holdings.copy_of(li)

    person = await people.of(li.person_id)
    assert copy.person.id_no == person.id_no
    (held,) = copy.cases
    assert held.case_no == case.case_no
    assert (held.outcome, held.reason) == ("refuse", "收入超过标准")
    assert "42,000.00 元" in {fact.value for fact in held.facts}
    assert len(copy.consents) == 1
    assert msgspec.json.encode(copy)


async def test_a_copy_tells_of_others_in_the_household_only_their_names(db):
    mother, son = await a_person(), await a_person()
    await a_household((mother, "本人"), (son, "子女"))
    li = await a_resident(person=mother)
    await a_submitted_case(li)

    text = msgspec.json.encode(await holdings.copy_of(li)).decode()

    assert son.name in text
    assert son.id_no not in text


async def test_who_is_nobody_yet_has_an_account_only(db):
    account = await an_account()
    from tests.factories.registry import resident_of

    copy = await holdings.copy_of(resident_of(account))

    assert (copy.person, copy.cases, copy.account.phone) == (None, (), account.phone)


async def test_every_opening_is_seen_by_its_owner_with_office_and_role_but_no_name(db):
    case, li = await a_submitted_case()
    clerk = await a_staff_member("周敏", role=Role.CLERK)
    await desk.claim(case.case_no, clerk)
    await desk.case_for_staff(case.case_no, clerk)

    (look,) = await holdings.looks_of(li)

    assert (look.office, look.role, look.what, look.case_no) == (
        "望江镇",
        "clerk",
        "open",
        case.case_no,
    )
    assert "周敏" not in msgspec.json.encode(look).decode()
    assert await holdings.looks_of(await a_resident()) == []


async def test_what_one_looks_at_oneself_is_no_look(db):
    case, li = await a_submitted_case()
    await cases.view(case.case_no, li)

    assert await holdings.looks_of(li) == []


async def test_an_account_is_not_closed_without_a_tick(db):
    _, li = await a_submitted_case()

    with pytest.raises(holdings.NotConfirmed):
        await holdings.close(li, is_confirmed=False)

    assert (await people.account_of(li.account_id)).closed_at is None


async def test_closing_names_what_is_open_and_ends_every_session(db):
    case, li = await a_submitted_case()
    draft = await cases.start("temporary-relief", VILLAGE, li, cause="第二件")
    token, _ = await a_session(li)
    left = await holdings.before_closing(li)
    assert (left.open_cases, left.drafts) == ((case.case_no,), (draft.case_no,))

    await holdings.close(li, is_confirmed=True)
    await holdings.close(li, is_confirmed=True)

    assert await sessions.of(token) is None
    account = await people.account_of(li.account_id)
    assert (account.phone, account.closed_at is None) == (None, False)
    assert (await cases.of(case.case_no)).stage == "submitted"
    assert (await cases.of(draft.case_no)).stage == "withdrawn"


async def test_whoever_closed_their_account_is_still_told_by_a_call(db):
    case, li = await a_submitted_case()
    await holdings.close(li, is_confirmed=True)
    await notices.tell_of_case(case.case_no, "case-accepted")
    notice = await database.fetch_one("SELECT id FROM notices WHERE kind = 'case-accepted'")
    from server.contact.notices import calls

    await calls.want(notice["id"], "no_phone")

    helper = await a_staff_member(role=Role.VILLAGE_HELPER, region=VILLAGE)
    (line,) = await notices.calls_for(helper)
    assert (await notices.call_of(line.id, helper)).phone


async def test_a_phone_that_is_taken_is_refused_and_a_free_one_is_kept(db):
    li, other = await a_resident(), await an_account()
    with pytest.raises(people.PhoneTaken):
        await people.change_phone(li.account_id, other.phone, by=li)

    phone = a_phone()
    await people.change_phone(li.account_id, phone, by=li)

    assert (await people.account_of(li.account_id)).phone == phone
    assert (await people.account_for_phone(phone)).id == li.account_id
    assert (await people.of(li.person_id)).phone == phone


async def test_an_address_is_kept_sealed_and_an_empty_one_refused(db):
    li = await a_resident()
    for wrong in ("  ", "长" * 101):
        with pytest.raises(people.AddressWrong):
            await people.change_address(li.person_id, wrong, by=li)

    await people.change_address(li.person_id, " 向阳村三组 12 号 ", by=li)

    assert (await people.of(li.person_id)).address == "向阳村三组 12 号"
    row = await database.fetch_one(
        "SELECT p::text AS row FROM people p WHERE id = $1", li.person_id
    )
    assert "向阳村三组" not in row["row"]


async def test_after_closing_the_phone_is_free_for_a_new_account(db):
    li = await a_resident()
    phone = (await people.account_of(li.account_id)).phone
    await holdings.close(li, is_confirmed=True)

    again = await people.account_for_phone(phone)

    assert again.id != li.account_id
    assert again.created_at <= clock.now()

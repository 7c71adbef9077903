"""A person is who the law knows, an account is who signs in; numbers are checked and sealed."""

import asyncio
import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import clock, database, ids
from server.registry import people
from tests.factories import registry as make

GOOD = [
    "11010519491231002X",
    "320699194903070016",
    "320699194903070024",
    "320699200002290036",
    "32069920160601124X",
    "320699193602290088",
    "220199195508150036",
]
BAD = [
    "32069919490307001X",  # check character
    "320699194913070016",  # month 13
    "320699190002290036",  # 1900 was no leap year
    "32069919490307001",  # one short
    "3206991949030700160",
    "",
    "三二〇六九九一九四九〇三〇七〇〇一六",
    "３２０６９９１９４９０３０７００１６",
    "179907101949030700",
]


@pytest.mark.parametrize("number", GOOD)
def test_a_right_number_passes(number):
    assert people.check_id_no(number) == number


@pytest.mark.parametrize("number", BAD)
def test_a_wrong_number_is_refused_at_its_field(number):
    with pytest.raises(people.IdNumberWrong) as refused:
        people.check_id_no(number)
    assert refused.value.fields == {"id_no": "field.wrong_id_number"}


@pytest.mark.parametrize("given_no", ["32069920160601124x", " 320699 20160601 124X "])
def test_a_number_is_brought_to_one_form(given_no):
    assert people.check_id_no(given_no) == "32069920160601124X"


def test_an_old_number_of_fifteen_digits_is_refused_in_its_own_words():
    with pytest.raises(people.IdNumberWrong) as refused:
        people.check_id_no("320699490307001")
    assert refused.value.fields == {"id_no": "field.old_id_number"}


def test_nobody_is_born_tomorrow():
    with clock.stopped_at(datetime(2026, 1, 1, tzinfo=UTC)):
        with pytest.raises(people.IdNumberWrong):
            people.check_id_no(make.an_id_no(born=date(2026, 1, 2), number=1))
        people.check_id_no(make.an_id_no(born=date(2026, 1, 1), number=1))


@given(st.dates(date(1920, 1, 1), date(2020, 1, 1)), st.integers(1, 999), st.integers(0, 16))
def test_one_wrong_digit_is_always_found(born, number, place):
    right = make.an_id_no(born=born, number=number)
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
    with pytest.raises(people.IdNumberWrong):
        people.check_id_no(wrong)


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text):
    with contextlib.suppress(people.IdNumberWrong):
        people.check_id_no(text)


def test_birth_and_gender_are_read_from_the_number():
    assert people.born_on("320699200002290036") == date(2000, 2, 29)
    assert people.gender_of("320699194903070016") == "male"
    assert people.gender_of("320699194903070024") == "female"


@pytest.mark.parametrize(
    ("on", "adult"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2030, 1, 1), True)],
)
def test_somebody_is_grown_on_the_eighteenth_birthday(on, adult):
    assert people.is_adult(date(2008, 3, 1), on) is adult


def test_born_on_a_leap_day_one_is_grown_on_the_first_of_march():
    assert not people.is_adult(date(2008, 2, 29), date(2026, 2, 28))
    assert people.is_adult(date(2008, 2, 29), date(2026, 3, 1))


async def test_the_same_number_is_the_same_person(db):
    first = await people.identify("李秀英", "32069920160601124x")
    again = await people.identify("李秀英", "32069920160601124X")
    assert first.id == again.id
    assert (await people.find("32069920160601124X")).id == first.id
    assert await people.find("320699194903070016") is None


async def test_number_phone_and_address_lie_sealed(db):
    person = await make.a_person("王桂芳")
    await people.Person.filter(id=person.id).update(address="向阳村三组 8 号", phone="13800001234")
    (row,) = await database.fetch("SELECT * FROM people WHERE id = $1", person.id)
    stored = b"".join(value for value in row.values() if isinstance(value, bytes))
    for plain in (person.id_no, "向阳村", "13800001234"):
        assert plain.encode() not in stored
        assert plain not in str(row)
    read = await people.of(person.id)
    assert (read.address, read.phone) == ("向阳村三组 8 号", "13800001234")


async def test_a_sealed_value_moved_to_another_person_column_does_not_open(db):
    person = await make.a_person()
    await database.execute("UPDATE people SET phone_enc = id_no_enc WHERE id = $1", person.id)
    with pytest.raises(ValueError, match=r"people\.phone"):
        await people.of(person.id)


async def test_what_may_be_shown_is_masked(db):
    person = await make.a_person("王小明", id_no="320699194903070016")
    assert person.masked_id_no == "320699********0016"
    assert person.masked_name == "王*明"
    account = await make.an_account("13812345678")
    assert account.masked_phone == "138****5678"


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [("单雄信", "dan xiong xin"), ("阿卜杜·热合曼", ""), ("李𬭎", ""), ("王㛃", "")],
)
async def test_names_of_all_kinds_are_kept_and_found(db, name, pinyin):
    person = await make.a_person(name)
    assert person.name == name
    assert person.pinyin
    assert not pinyin or person.pinyin in {pinyin, "shan xiong xin"}


@pytest.mark.parametrize(
    "name", ["阿卜杜•热合曼", "阿卜杜・热合曼", "阿卜杜.热合曼", " 阿卜杜·热合曼 "]
)
async def test_every_middle_dot_becomes_one(db, name):
    assert (await make.a_person(name)).name == "阿卜杜·热合曼"


@pytest.mark.parametrize("name", ["", "   ", "···", "王1", "王<b>", "王" * 51, "王\n明"])
async def test_what_is_no_name_is_refused(db, name):
    with pytest.raises(people.NameWrong):
        await people.identify(name, "320699194903070016")


async def test_a_name_typed_wrong_does_not_stay_for_ever(db):
    await people.identify("李秀瑛", "32069920160601124X")
    again = await people.identify("李秀英", "32069920160601124X")
    assert (await people.of(again.id)).name == "李秀英"
    assert (await people.of(again.id)).pinyin == "li xiu ying"


async def test_a_name_a_register_confirmed_is_not_changed_by_typing(db):
    person = await make.a_person("李秀英", id_no="32069920160601124X")
    with pytest.raises(people.NameDiffers):
        await people.identify("李绣英", "32069920160601124X")
    assert (await people.of(person.id)).name == "李秀英"


async def test_a_register_has_the_last_word_on_a_name(db):
    typed = await people.identify("李绣英", "32069920160601124X")
    told = await people.confirm("李秀英", "32069920160601124x", by="register:public-security")
    assert (told.id, told.name, told.verified_by) == (
        typed.id,
        "李秀英",
        "register:public-security",
    )
    married = await people.confirm("李秀", "32069920160601124X", by="register:public-security")
    assert (married.id, married.name) == (typed.id, "李秀")
    new = await people.confirm("王小明", "320699194903070016", by="register:public-security")
    assert new.verified_at


async def test_two_who_name_a_newcomer_at_once_name_one_person(fresh_db):
    found = await asyncio.gather(
        *(people.identify("李秀英", "32069920160601124X") for _ in range(4))
    )
    assert len({person.id for person in found}) == 1


async def test_an_unknown_person_is_refused(db):
    with pytest.raises(people.PersonUnknown):
        await people.of(ids.new())
    with pytest.raises(people.PersonUnknown):
        await people.account_of(ids.new())


async def test_a_phone_has_one_account(db):
    first = await people.account_for_phone("13812345678")
    again = await people.account_for_phone("13812345678")
    other = await people.account_for_phone("13812345679")
    assert first.id == again.id != other.id
    assert first.person_id is None


async def test_two_first_sign_ins_at_once_make_one_account(fresh_db):
    made = await asyncio.gather(*(people.account_for_phone("13812345678") for _ in range(4)))
    assert len({account.id for account in made}) == 1


async def test_a_closed_account_frees_its_phone(db):
    old = await people.account_for_phone("13812345678")
    await people.Account.filter(id=old.id).update(closed_at=clock.now())
    assert (await people.account_for_phone("13812345678")).id != old.id


async def test_two_apps_of_one_union_share_an_account(db):
    mini = await people.account_for_openid("wechat-mini", "wx1", "o1", "u1")
    again = await people.account_for_openid("wechat-mini", "wx1", "o1", "u1")
    service = await people.account_for_openid("wechat-service", "wx2", "o2", "u1")
    stranger = await people.account_for_openid("wechat-mini", "wx1", "o3", "u3")
    loner = await people.account_for_openid("wechat-mini", "wx1", "o4", None)
    assert mini.id == again.id == service.id
    assert len({mini.id, stranger.id, loner.id}) == 3
    assert await people.logins_of(mini.id, "wx1") == ["o1"]
    assert await people.logins_of(mini.id, "wx2") == ["o2"]


async def test_binding_ties_account_and_person_and_leaves_a_trace(db):
    person, account = await make.a_person(), await make.an_account("13812345678")
    by = make.resident_of(account)
    await people.bind(account.id, person.id, by=by)
    await people.bind(account.id, person.id, by=by)
    assert (await people.account_of(account.id)).person_id == person.id
    assert (await people.of(person.id)).phone == "13812345678"
    assert [one.id for one in await people.accounts_of_person(person.id)] == [account.id]
    (row, _) = await database.fetch("SELECT actor, action, subject FROM audit_rows ORDER BY id")
    assert row == {"actor": by.id, "action": "bind", "subject": f"person:{person.id}"}


async def test_an_account_is_bound_to_one_person_only(db):
    resident = await make.a_resident()
    with pytest.raises(people.RealNameBound):
        await people.bind(resident.account_id, (await make.a_person()).id, by=resident)
    assert (await people.account_of(resident.account_id)).person_id == resident.person_id


async def test_how_somebody_likes_to_read_is_kept(db):
    account = await make.an_account()
    await people.prefer(account.id, language="en")
    await people.prefer(account.id, care=True)
    kept = await people.account_of(account.id)
    assert (kept.language, kept.care_mode) == ("en", True)

"""Finding and making people and accounts."""

from functools import lru_cache
from uuid import UUID

from pypinyin import lazy_pinyin

from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.privacy import blind_index
from server.registry import audit
from server.registry.people.errors import NameDiffers, NameWrong, PersonUnknown, RealNameBound
from server.registry.people.models import Account, AccountLogin, Person
from server.registry.people.numbers import born_on, check_id_no, gender_of

_LONGEST_NAME = 50
ID_NO = "people.id_no"
PHONE = "accounts.phone"


async def identify(name: str, id_no: str) -> Person:
    """The person with a number that somebody typed, made on first sight.

    A name nobody confirmed gives way to the newest. Raises IdNumberWrong, NameWrong, NameDiffers.
    """
    number, proper = check_id_no(id_no), check_name(name)
    known = await Person.get_or_none(id_no_index=blind_index(number, ID_NO))
    if known is None:
        return await _make(proper, number)
    if known.name == proper:
        return known
    if known.verified_at is not None:
        raise NameDiffers
    return await _rename(known, proper)


async def confirm(name: str, id_no: str, *, by: str) -> Person:
    """The person a register tells of, under the name it tells. Raises IdNumberWrong, NameWrong."""
    number, proper = check_id_no(id_no), check_name(name)
    known = await Person.get_or_none(id_no_index=blind_index(number, ID_NO))
    person = known or await _make(proper, number)
    if person.name != proper:
        person = await _rename(person, proper)
    await mark_verified(person.id, by=by)
    return await of(person.id)


async def _rename(person: Person, name: str) -> Person:
    """The new name; under the old one the person can still be found."""
    async with database.transaction():
        await database.execute(
            "INSERT INTO former_names (id, person_id, name, pinyin, until)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            ids.new(),
            person.id,
            person.name,
            person.pinyin,
            clock.now(),
        )
        await Person.filter(id=person.id).update(name=name, pinyin=pinyin_of(name))
    return await of(person.id)


async def _make(proper: str, number: str) -> Person:
    index = blind_index(number, ID_NO)
    try:
        async with database.transaction():
            return await Person.create(
                id=ids.new(),
                name=proper,
                pinyin=pinyin_of(proper),
                id_no=number,
                id_no_index=index,
                born_on=born_on(number),
                gender=gender_of(number),
                created_at=clock.now(),
            )
    except database.IntegrityError:
        return await Person.get(id_no_index=index)


def check_name(given: str) -> str:
    """A name with one kind of middle dot and no blanks around it. Raises NameWrong."""
    name = given.strip().replace("•", "·").replace("・", "·").replace(".", "·")
    letters = name.replace("·", "").replace(" ", "")
    if not letters or len(name) > _LONGEST_NAME or not letters.isalpha():
        raise NameWrong(fields={"name": "field.wrong_name"})
    return name


@lru_cache(maxsize=10_000)
def pinyin_of(name: str) -> str:
    """The search and sort key of a name."""
    return " ".join(lazy_pinyin(name)).lower()


async def of(person_id: UUID) -> Person:
    """That person. Raises PersonUnknown."""
    found = await Person.get_or_none(id=person_id)
    if found is None:
        raise PersonUnknown
    return found


async def find(id_no: str) -> Person | None:
    """The person with that number, if we know one."""
    return await Person.get_or_none(id_no_index=blind_index(check_id_no(id_no), ID_NO))


async def mark_verified(person_id: UUID, *, by: str) -> None:
    """Note that a register confirmed name and number."""
    await Person.filter(id=person_id).update(verified_at=clock.now(), verified_by=by)


async def account_for_phone(phone: str) -> Account:
    """The account of that phone, made on first sign-in."""
    index = blind_index(phone, PHONE)
    known = await Account.get_or_none(phone_index=index, closed_at=None)
    if known is not None:
        return known
    try:
        async with database.transaction():
            return await _new_account(phone=phone, phone_index=index)
    except database.IntegrityError:
        return await Account.get(phone_index=index, closed_at=None)


async def account_for_openid(channel: str, appid: str, openid: str, unionid: str | None) -> Account:
    """The account behind a WeChat identity; two apps of one union share an account."""
    login = await AccountLogin.get_or_none(appid=appid, openid=openid)
    if login is not None:
        return await Account.get(id=login.account_id)
    try:
        async with database.transaction():
            sibling = await AccountLogin.filter(unionid=unionid).first() if unionid else None
            account = await Account.get(id=sibling.account_id) if sibling else await _new_account()
            await AccountLogin.create(
                id=ids.new(),
                account_id=account.id,
                channel=channel,
                appid=appid,
                openid=openid,
                unionid=unionid,
                created_at=clock.now(),
            )
            return account
    except database.IntegrityError:
        known = await AccountLogin.get(appid=appid, openid=openid)
        return await Account.get(id=known.account_id)


async def _new_account(phone: str | None = None, phone_index: bytes | None = None) -> Account:
    return await Account.create(
        id=ids.new(),
        phone=phone,
        phone_index=phone_index,
        language="zh_CN",
        care_mode=False,
        created_at=clock.now(),
    )


async def account_of(account_id: UUID) -> Account:
    """That account. Raises PersonUnknown."""
    found = await Account.get_or_none(id=account_id)
    if found is None:
        raise PersonUnknown
    return found


async def accounts_of_person(person_id: UUID) -> list[Account]:
    """Every open account that acts for a person."""
    return await Account.filter(person_id=person_id, closed_at=None)


async def account_for_person(person_id: UUID) -> Account:
    """An account that acts for a person; where there is none, one without phone or WeChat."""
    known = await Account.filter(person_id=person_id, closed_at=None).order_by("created_at").first()
    if known is not None:
        return known
    account = await _new_account()
    await Account.filter(id=account.id).update(person_id=person_id)
    return await account_of(account.id)


async def logins_of(account_id: UUID, appid: str) -> list[str]:
    """The WeChat openids of an account in one app."""
    rows = await AccountLogin.filter(account_id=account_id, appid=appid)
    return [row.openid for row in rows]


async def bind(account_id: UUID, person_id: UUID, *, by: Actor) -> None:
    """Tie an account to the person whose real name was checked. Raises RealNameBound."""
    async with database.transaction():
        account = await Account.select_for_update().get(id=account_id)
        if account.person_id not in (None, person_id):
            raise RealNameBound
        await Account.filter(id=account_id).update(person_id=person_id)
        if account.phone:
            await call_at_mobile(person_id, account.phone)
        await audit.record(by, "bind", f"person:{person_id}")


async def call_at_mobile(person_id: UUID, phone: str) -> None:
    """The mobile an account signs in with is where its person is called, unless they chose."""
    if (await of(person_id)).reach in {"landline", "abroad"}:
        return
    index = blind_index(phone, "people.phone")
    await Person.filter(id=person_id).update(reach="mobile", phone=phone, phone_index=index)


async def prefer(
    account_id: UUID, *, language: str | None = None, care: bool | None = None
) -> None:
    """Keep how somebody likes to read."""
    wishes: dict[str, object] = {}
    if language is not None:
        wishes["language"] = language
    if care is not None:
        wishes["care_mode"] = care
    if wishes:
        await Account.filter(id=account_id).update(**wishes)

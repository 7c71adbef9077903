"""People, accounts, households, staff, and the actors they become."""

from datetime import date, timedelta
from itertools import count

from server.core import clock, database
from server.core.actors import SYSTEM, Actor, Role
from server.registry import households, people, sessions, staff

NATION, PROVINCE, CITY, COUNTY = "100000", "320000", "320600", "320699"
TOWNSHIP = "320699100"
OTHER_TOWNSHIP = "320699101"
VILLAGE = "320699100201"
PASSWORD = "Wangjiang-2026"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_numbers = count(100)
_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = "安宁平和文慧静芳建国志强小明春梅"


def an_id_no(*, born: date = date(1985, 5, 12), number: int | None = None, area: str = COUNTY):
    """A citizen number with its right check character, in a division nobody was born in."""
    body = f"{area}{born:%Y%m%d}{(number if number is not None else next(_numbers)) % 1000:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def a_phone():
    """A mobile number."""
    return f"138{next(_numbers):08d}"


def a_name():
    """A name, different from the one before."""
    number = next(_numbers)
    return _FAMILIES[number % 16] + _GIVEN[number // 3 % 16] + _GIVEN[number // 5 % 16]


async def a_person(name: str = "", *, id_no: str = "", born: date = date(1985, 5, 12)):
    """Somebody whose name and number a register has confirmed."""
    number = id_no or an_id_no(born=born)
    return await people.confirm(name or a_name(), number, by="register:public-security")


async def an_account(phone: str = ""):
    """Somebody who signed in by phone and is nobody yet."""
    return await people.account_for_phone(phone or a_phone())


async def a_resident(name: str = "", *, person=None, born: date = date(1985, 5, 12)) -> Actor:
    """A signed-in resident whose real name is known."""
    person = person or await a_person(name, born=born)
    account = await an_account()
    await people.bind(account.id, person.id, by=resident_of(account))
    return resident_of(account, person)


def resident_of(account, person=None) -> Actor:
    """The actor of an account."""
    return Actor(
        id=f"resident:{account.id}",
        role=Role.RESIDENT,
        account_id=account.id,
        person_id=person.id if person else None,
    )


async def a_household(*members, as_of: date | None = None, region: str = VILLAGE):
    """A household of (person, relation to its head), as the register tells it."""
    return await households.store(
        [(person.id, relation) for person, relation in members],
        as_of=as_of or clock.today(),
        source="register:public-security",
        region_code=region,
    )


async def a_family():
    """A woman with a grown and a minor child: applicant, adult, minor and their household."""
    mother = await a_person(born=clock.today() - timedelta(days=365 * 46))
    son = await a_person(born=clock.today() - timedelta(days=365 * 21))
    daughter = await a_person(born=clock.today() - timedelta(days=365 * 9))
    home = await a_household((mother, "本人"), (son, "子女"), (daughter, "子女"))
    return mother, son, daughter, home


async def a_staff_member(
    name: str = "", *, role: Role = Role.CLERK, region: str = TOWNSHIP, login: str = ""
) -> Actor:
    """Somebody who works in the console, holding one post; the password is PASSWORD."""
    staff_id, _ = await a_staff_login(name, role=role, region=region, login=login)
    (actor,) = await staff.acts_for(staff_id)
    return actor


async def a_staff_login(
    name: str = "", *, role: Role = Role.CLERK, region: str = TOWNSHIP, login: str = ""
):
    """A member of staff: the id and the second factor's secret."""
    return await staff.add(
        login or f"staff{next(_numbers)}",
        name or a_name(),
        PASSWORD,
        role=role,
        region_code=region,
        by=SYSTEM,
    )


async def a_region(code: str, name: str, level: int, parent: str | None = None):
    """A region where the official ones were not loaded."""
    await database.execute(
        "INSERT INTO regions (code, name, level, kind, parent_code, is_statutory, is_invented,"
        " aliases, pinyin, source, snapshot_on)"
        " VALUES ($1, $2, $3, 'test', $4, true, true, '{}', '', 'test', $5)"
        " ON CONFLICT (code) DO NOTHING",
        code,
        name,
        level,
        parent,
        clock.today(),
    )


async def a_session(actor: Actor, device: str = "test"):
    """A token of somebody signed in."""
    if actor.staff_id:
        return await sessions.open_for_staff(
            actor.staff_id, actor.role, stage="full", device=device
        )
    return await sessions.open_for_account(actor.account_id, device)

"""Staff come in by password and second factor, are locked after failures, act by dated posts."""

import asyncio
from datetime import timedelta

import pyotp
import pytest

from server.core import clock, database, ids
from server.core.actors import SYSTEM, Role
from server.registry import regions, sessions, staff
from tests.factories import registry as make

LOGIN = "chenjing"


@pytest.fixture
async def chen(db):
    """A clerk's id and second factor."""
    staff_id, secret = await make.a_staff_login("陈静", login=LOGIN)
    return staff_id, pyotp.TOTP(secret)


def _code(totp, steps=0):
    return totp.at(clock.real_now() + timedelta(seconds=30 * steps))


async def _refused(kind, password="Wrong-Password-1", times=1):
    for _ in range(times):
        with pytest.raises(kind):
            await staff.sign_in(LOGIN, password)


async def test_the_right_password_opens_the_first_door(chen):
    known = await staff.sign_in(LOGIN, make.PASSWORD)
    assert (known.id, known.name, known.role) == (chen[0], "陈静", Role.CLERK)
    assert known.is_password_old is False


async def test_a_wrong_password_and_an_unknown_login_are_refused_alike(chen):
    await _refused(staff.SignInFailed)
    with pytest.raises(staff.SignInFailed):
        await staff.sign_in("nobody", make.PASSWORD)


async def test_neither_password_nor_second_factor_lies_readable(chen):
    (row,) = await database.fetch("SELECT * FROM staff")
    assert make.PASSWORD not in row["password"]
    assert chen[1].secret.encode() not in row["totp_enc"]


async def test_after_five_failures_the_right_password_waits_half_an_hour(chen):
    await _refused(staff.SignInFailed, times=5)
    await _refused(staff.Locked, make.PASSWORD)
    await database.execute("UPDATE staff SET locked_until = locked_until - interval '30 minutes'")
    assert await staff.sign_in(LOGIN, make.PASSWORD)


async def test_four_failures_do_not_lock(chen):
    await _refused(staff.SignInFailed, times=4)
    assert await staff.sign_in(LOGIN, make.PASSWORD)


async def test_failures_of_both_doors_count_together(chen):
    await _refused(staff.SignInFailed, times=3)
    for _ in range(2):
        with pytest.raises(staff.SignInFailed):
            await staff.check_second_factor(chen[0], "000000")
    with pytest.raises(staff.Locked):
        await staff.check_second_factor(chen[0], _code(chen[1]))


async def test_coming_in_forgives_earlier_failures(chen):
    await _refused(staff.SignInFailed, times=4)
    await staff.check_second_factor(chen[0], _code(chen[1]))
    await _refused(staff.SignInFailed, times=4)
    assert await staff.sign_in(LOGIN, make.PASSWORD)


async def test_failures_at_once_all_count(fresh_db):
    await make.a_staff_login(login=LOGIN)
    await asyncio.gather(
        *(staff.sign_in(LOGIN, "Wrong-Password-1") for _ in range(5)), return_exceptions=True
    )
    await _refused(staff.Locked, make.PASSWORD)


@pytest.mark.parametrize("steps", [-1, 0, 1])
async def test_a_code_of_now_or_next_to_it_opens_the_second_door(chen, steps):
    known = await staff.check_second_factor(chen[0], _code(chen[1], steps))
    assert known.id == chen[0]


@pytest.mark.parametrize("steps", [-3, 3])
async def test_an_older_or_later_code_does_not(chen, steps):
    with pytest.raises(staff.SignInFailed):
        await staff.check_second_factor(chen[0], _code(chen[1], steps))


async def test_a_code_opens_once(chen):
    code = _code(chen[1])
    await staff.check_second_factor(chen[0], code)
    with pytest.raises(staff.SignInFailed):
        await staff.check_second_factor(chen[0], code)


async def test_after_a_code_no_earlier_one_opens(chen):
    await staff.check_second_factor(chen[0], _code(chen[1], 1))
    with pytest.raises(staff.SignInFailed):
        await staff.check_second_factor(chen[0], _code(chen[1]))


async def test_a_code_used_twice_at_once_opens_once(fresh_db):
    staff_id, secret = await make.a_staff_login()
    code = _code(pyotp.TOTP(secret))
    tried = await asyncio.gather(
        *(staff.check_second_factor(staff_id, code) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(one, staff.Known) for one in tried) == 1


@pytest.mark.parametrize("code", ["", "abcdef", "１２３４５６", "12345", "1234567"])
async def test_what_is_no_code_is_refused(chen, code):
    with pytest.raises(staff.SignInFailed):
        await staff.check_second_factor(chen[0], code)


async def test_blanks_in_a_code_do_not_matter(chen):
    code = _code(chen[1])
    assert await staff.check_second_factor(chen[0], f"{code[:3]} {code[3:]}")


async def test_coming_in_and_failing_leave_rows_in_the_trail(chen):
    await _refused(staff.SignInFailed)
    await staff.check_second_factor(chen[0], _code(chen[1]))
    rows = await database.fetch(
        "SELECT actor, action FROM audit_rows WHERE action LIKE 'sign-in%' ORDER BY id"
    )
    assert [row["action"] for row in rows] == ["sign-in-failed", "sign-in"]
    assert rows[1]["actor"] == f"staff:{chen[0]}"


@pytest.mark.parametrize(
    "password",
    ["", "Short-1", "alllowercaseletters", "lower and blank", "12345678901", "UPPERlower"],
)
async def test_a_weak_password_is_refused(db, password):
    with pytest.raises(staff.PasswordWeak):
        await staff.add(
            LOGIN, "陈静", password, role=Role.CLERK, region_code=make.TOWNSHIP, by=SYSTEM
        )


async def test_a_password_older_than_ninety_days_is_pointed_out(chen):
    with clock.stopped_at(clock.now() + timedelta(days=91)):
        assert (await staff.sign_in(LOGIN, make.PASSWORD)).is_password_old
        await staff.change_password(chen[0], make.PASSWORD, "Liuqiao-2027", by=SYSTEM)
        assert not (await staff.sign_in(LOGIN, "Liuqiao-2027")).is_password_old
    await _refused(staff.SignInFailed, make.PASSWORD)


async def test_a_new_password_takes_the_old_one_and_is_another(chen):
    with pytest.raises(staff.SignInFailed):
        await staff.change_password(chen[0], "Wrong-Password-1", "Liuqiao-2027", by=SYSTEM)
    with pytest.raises(staff.PasswordWeak):
        await staff.change_password(chen[0], make.PASSWORD, make.PASSWORD, by=SYSTEM)


async def test_a_login_is_taken_once(chen):
    with pytest.raises(staff.LoginTaken):
        await make.a_staff_login(login=LOGIN)


async def test_a_post_needs_a_region_there_is(db):
    with pytest.raises(regions.RegionUnknown):
        await make.a_staff_login(region="990099")
    assert await database.fetch("SELECT 1 FROM staff") == []


async def test_a_reset_gives_new_keys_and_ends_what_was_open(chen):
    (actor,) = await staff.acts_for(chen[0])
    token, _ = await make.a_session(actor)
    await _refused(staff.SignInFailed, times=5)
    secret = await staff.reset(LOGIN, "Liuqiao-2027", by=SYSTEM)
    assert await sessions.of(token) is None
    await staff.sign_in(LOGIN, "Liuqiao-2027")
    with pytest.raises(staff.SignInFailed):
        await staff.check_second_factor(chen[0], _code(chen[1]))
    await staff.check_second_factor(chen[0], _code(pyotp.TOTP(secret)))
    with pytest.raises(staff.StaffUnknown):
        await staff.reset("nobody", "Liuqiao-2027", by=SYSTEM)


async def test_who_left_cannot_come_in(chen):
    (actor,) = await staff.acts_for(chen[0])
    token, _ = await make.a_session(actor)
    await staff.leave(LOGIN, by=SYSTEM)
    assert await sessions.of(token) is None
    await _refused(staff.SignInFailed, make.PASSWORD)
    with pytest.raises(staff.SignInFailed):
        await staff.check_second_factor(chen[0], _code(chen[1]))
    assert await staff.listed() == []


async def test_who_leaves_next_week_still_comes_in(chen):
    await database.execute("UPDATE staff SET left_on = $1::date + 7", clock.today())
    assert await staff.sign_in(LOGIN, make.PASSWORD)


async def test_posts_count_from_day_to_day(chen):
    today = clock.today()
    await staff.give_post(chen[0], role=Role.HEAD, region_code=make.COUNTY, by=SYSTEM, until=today)
    assert {post.role for post in await staff.posts(chen[0])} == {Role.CLERK, Role.HEAD}
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        assert [post.role for post in await staff.posts(chen[0])] == [Role.CLERK]


async def test_without_a_post_today_nobody_comes_in(chen):
    await database.execute("UPDATE staff_posts SET ends_on = $1::date - 1", clock.today())
    with pytest.raises(staff.NoPost):
        await staff.sign_in(LOGIN, make.PASSWORD)


async def test_each_post_makes_an_actor_of_its_own(chen):
    await staff.give_post(chen[0], role=Role.HEAD, region_code=make.OTHER_TOWNSHIP, by=SYSTEM)
    actors = await staff.acts_for(chen[0])
    assert {(one.role, one.office) for one in actors} == {
        (Role.CLERK, make.TOWNSHIP),
        (Role.HEAD, make.OTHER_TOWNSHIP),
    }
    assert {(one.id, one.name) for one in actors} == {(f"staff:{chen[0]}", "陈静")}


async def test_the_list_shows_who_is_locked_and_what_they_do(chen):
    await make.a_staff_login("高峰", login="gaofeng", role=Role.HEAD)
    await _refused(staff.SignInFailed, times=5)
    assert await staff.listed() == [
        staff.Listed(LOGIN, "陈静", True, (f"clerk {make.TOWNSHIP}",)),
        staff.Listed("gaofeng", "高峰", False, (f"head {make.TOWNSHIP}",)),
    ]


async def test_a_declared_relative_is_a_conflict_for_that_clerk_only(chen):
    aunt, stranger = await make.a_person(), await make.a_person()
    other, _ = await make.a_staff_login()
    for _ in range(2):
        await staff.declare_relative(chen[0], aunt.id, "姑母", by=SYSTEM)
    assert await staff.conflicts_of(chen[0], [stranger.id, aunt.id])
    assert not await staff.conflicts_of(chen[0], [stranger.id])
    assert not await staff.conflicts_of(chen[0], [])
    assert not await staff.conflicts_of(other, [aunt.id])


async def test_names_are_found_by_id(chen):
    assert await staff.names_of([chen[0], ids.new()]) == {chen[0]: "陈静"}


async def test_hashing_a_password_does_not_hold_up_the_loop(chen):
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await staff.sign_in(LOGIN, make.PASSWORD)
    ticking.cancel()
    assert ticks > 2


async def test_a_post_in_a_village_is_no_card_number_to_the_audit(db):
    await make.a_staff_member(role=Role.VILLAGE_HELPER, region="320699100201")

    rows = await database.fetch("SELECT detail FROM audit_rows WHERE action = 'give-post'")
    assert any("320699100201" in row["detail"] for row in rows)

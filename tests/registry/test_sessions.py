"""A token opens what it stands for, until it is old, idle or revoked; a code opens once."""

import asyncio
from datetime import timedelta

import pytest

from server.core import clock, database
from server.core.actors import Role
from server.registry import sessions
from tests.factories import registry as make


@pytest.fixture
async def resident(db):
    """Somebody whose real name is known."""
    return await make.a_resident("王桂芳")


@pytest.fixture
async def clerk(db):
    """A clerk of the demo township."""
    return await make.a_staff_member("陈静")


async def _age(**shifts):
    for column, by in shifts.items():
        await database.execute(f"UPDATE sessions SET {column} = {column} - $1::interval", by)


async def test_a_token_gives_its_resident(resident):
    token, opened = await make.a_session(resident)
    session = await sessions.of(token)
    assert session.actor == resident
    assert (session.stage, session.csrf) == ("full", opened.csrf)
    assert 29 * 86_400 < session.seconds_left <= 30 * 86_400


async def test_a_token_gives_its_clerk_with_role_and_office(clerk):
    token, _ = await make.a_session(clerk)
    actor = (await sessions.of(token)).actor
    assert (actor.role, actor.office, actor.name) == (Role.CLERK, make.TOWNSHIP, "陈静")
    assert actor.staff_id == clerk.staff_id
    assert actor.account_id is actor.person_id is None


async def test_neither_token_nor_device_address_lies_in_the_table(resident):
    token, _ = await make.a_session(resident)
    (row,) = await database.fetch("SELECT * FROM sessions")
    assert token not in str(row)
    assert len(row["digest"]) == 32


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "令牌", "\x00", "\udcff"])
async def test_what_is_no_token_opens_nothing(db, token):
    assert await sessions.of(token) is None


async def test_any_device_name_can_be_kept(resident):
    await make.a_session(resident, device="Mozilla\x00 \udcff 手机")
    (row,) = await database.fetch("SELECT device FROM sessions")
    assert row["device"] == "Mozilla  手机"


async def test_tokens_and_form_secrets_differ_each_time(resident):
    opened = [await make.a_session(resident) for _ in range(3)]
    assert len({token for token, _ in opened} | {one.csrf for _, one in opened}) == 6


async def test_a_revoked_session_ends_at_once_and_alone(resident):
    first, _ = await make.a_session(resident)
    second, _ = await make.a_session(resident)
    await sessions.revoke(first)
    assert await sessions.of(first) is None
    assert await sessions.of(second)


async def test_all_sessions_of_somebody_end_together(resident):
    other, _ = await make.a_session(await make.a_resident())
    tokens = [(await make.a_session(resident))[0] for _ in range(2)]
    await sessions.revoke_all(resident.id)
    assert [await sessions.of(token) for token in tokens] == [None, None]
    assert await sessions.of(other)


async def test_a_session_ends_at_its_time_however_busy(resident):
    token, _ = await make.a_session(resident)
    await _age(expires_at=timedelta(days=30))
    assert await sessions.of(token) is None


async def test_a_residents_session_survives_six_idle_days_and_not_eight(resident):
    token, _ = await make.a_session(resident)
    await _age(seen_at=timedelta(days=6))
    assert await sessions.of(token)
    await _age(seen_at=timedelta(days=8))
    assert await sessions.of(token) is None


async def test_a_clerks_session_ends_after_half_an_hour_away(clerk):
    token, _ = await make.a_session(clerk)
    await _age(seen_at=timedelta(minutes=29))
    assert await sessions.of(token)
    await _age(seen_at=timedelta(minutes=31))
    assert await sessions.of(token) is None


async def test_being_seen_is_written_once_a_minute_at_most(resident):
    token, _ = await make.a_session(resident)
    before = await database.fetch_one("SELECT seen_at FROM sessions")
    await sessions.of(token)
    assert await database.fetch_one("SELECT seen_at FROM sessions") == before
    await _age(seen_at=timedelta(minutes=2))
    await sessions.of(token)
    (row,) = await database.fetch("SELECT seen_at FROM sessions")
    assert clock.real_now() - row["seen_at"] < timedelta(seconds=5)


async def test_reading_a_fresh_session_is_one_statement(resident, counted):
    token, _ = await make.a_session(resident)
    async with counted() as statements:
        await sessions.of(token)
    assert len(statements) == 1


async def test_moving_the_business_clock_ends_no_session(resident):
    token, _ = await make.a_session(resident)
    with clock.stopped_at(clock.now() + timedelta(days=400)):
        assert await sessions.of(token)


async def test_a_closed_account_has_no_session(resident):
    token, _ = await make.a_session(resident)
    await database.execute("UPDATE accounts SET closed_at = created_at")
    assert await sessions.of(token) is None


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ("UPDATE staff SET left_on = $1::date", False),
        ("UPDATE staff SET left_on = $1::date + 1", True),
        ("UPDATE staff_posts SET ends_on = $1::date", True),
        ("UPDATE staff_posts SET ends_on = $1::date - 1", False),
        ("UPDATE staff_posts SET starts_on = $1::date + 1", False),
        ("UPDATE staff_posts SET role = 'head' WHERE $1::date IS NOT NULL", False),
    ],
)
async def test_staff_act_only_while_they_hold_the_post(clerk, change, stands):
    token, _ = await make.a_session(clerk)
    await database.execute(change, clock.today())
    assert bool(await sessions.of(token)) is stands


async def test_a_session_before_the_second_factor_says_so_and_is_short(clerk):
    _, session = await sessions.open_for_staff(
        clerk.staff_id, clerk.role, stage="second_factor", device="test"
    )
    assert session.stage == "second_factor"
    assert session.seconds_left <= 600


async def test_the_real_name_reaches_a_session_that_is_open(db):
    account = await make.an_account()
    token, session = await sessions.open_for_account(account.id, "test")
    assert session.actor.person_id is None
    person = await make.a_person()
    await make.people.bind(account.id, person.id, by=session.actor)
    assert (await sessions.of(token)).actor.person_id == person.id


async def test_what_ended_long_ago_is_swept(resident):
    token, _ = await make.a_session(resident)
    await sessions.new_code("13812345678")
    await sessions.sweep()
    assert await sessions.of(token)
    await _age(expires_at=timedelta(days=40))
    await database.execute("UPDATE sign_in_codes SET expires_at = expires_at - interval '2 hours'")
    await sessions.sweep()
    assert await database.fetch("SELECT 1 FROM sessions") == []
    assert await database.fetch("SELECT 1 FROM sign_in_codes") == []


PHONE = "13812345678"


async def test_a_code_opens_once(db):
    code = await sessions.new_code(PHONE)
    assert len(code) == 6
    assert code.isdecimal()
    await sessions.use_code(PHONE, code)
    with pytest.raises(sessions.CodeWrong):
        await sessions.use_code(PHONE, code)


async def test_neither_code_nor_phone_lies_in_the_table(db):
    code = await sessions.new_code(PHONE)
    (row,) = await database.fetch("SELECT phone_index, code_digest FROM sign_in_codes")
    assert code.encode() not in row["code_digest"]
    assert PHONE.encode() not in row["phone_index"]


async def test_a_code_opens_only_its_own_phone(db):
    code = await sessions.new_code(PHONE)
    await sessions.new_code("13912345678")
    with pytest.raises(sessions.CodeWrong):
        await sessions.use_code("13912345678", _other_than(code))
    await sessions.use_code(PHONE, code)


async def test_a_new_code_ends_the_one_before(db):
    old = await sessions.new_code(PHONE)
    new = await sessions.new_code(PHONE)
    if old != new:
        with pytest.raises(sessions.CodeWrong):
            await sessions.use_code(PHONE, old)
    await sessions.use_code(PHONE, new)


async def test_a_code_lives_five_minutes(db):
    code = await sessions.new_code(PHONE)
    await database.execute(
        "UPDATE sign_in_codes SET expires_at = expires_at - interval '300 seconds'"
    )
    with pytest.raises(sessions.CodeWrong):
        await sessions.use_code(PHONE, code)


async def test_after_five_wrong_tries_the_right_code_is_refused_too(db):
    code = await sessions.new_code(PHONE)
    for _ in range(5):
        with pytest.raises(sessions.CodeWrong):
            await sessions.use_code(PHONE, _other_than(code))
    with pytest.raises(sessions.CodeWrong):
        await sessions.use_code(PHONE, code)


async def test_the_fifth_try_may_be_the_right_one(db):
    code = await sessions.new_code(PHONE)
    for _ in range(4):
        with pytest.raises(sessions.CodeWrong):
            await sessions.use_code(PHONE, _other_than(code))
    await sessions.use_code(PHONE, code)


async def test_of_many_tries_at_once_five_count_and_one_opens(fresh_db):
    code = await sessions.new_code(PHONE)
    tried = await asyncio.gather(
        *(sessions.use_code(PHONE, code) for _ in range(8)), return_exceptions=True
    )
    assert [one for one in tried if one is None] == [None]
    (row,) = await database.fetch("SELECT attempts FROM sign_in_codes")
    assert row["attempts"] <= 5


def _other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"

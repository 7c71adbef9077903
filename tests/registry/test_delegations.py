"""A mandate is limited, ends, is given by the person, and is taken back at once."""

from datetime import date, timedelta

import pytest

from server.core import clock, database
from server.core.actors import Mandate
from server.registry import consents, delegations, households, sessions
from server.registry.delegations import Wanted
from tests.factories import registry as make


def wanted(**changes):
    fresh = {"kind": "relative", "relation": "侄女", "until": clock.today() + timedelta(days=30)}
    return Wanted(**{**fresh, **changes})


@pytest.fixture
async def widow(db):
    return await make.a_resident("王桂兰")


@pytest.fixture
async def niece(db):
    return await make.a_person("王芳")


async def test_a_mandate_holds_to_the_end_of_its_last_day(widow, niece):
    given = await delegations.grant(widow.person_id, niece, wanted(until=clock.today()), by=widow)
    assert given.is_standing
    assert [one.person_name for one in await delegations.held_by(niece.id)] == ["王桂兰"]
    with clock.stopped_at(given.expires_at):
        assert await delegations.held_by(niece.id) == []
        assert await delegations.standing(widow.person_id) == []


async def test_nobody_but_the_person_or_staff_beside_them_gives_one(widow, niece):
    stranger, clerk = await make.a_resident(), await make.a_staff_member()
    with pytest.raises(delegations.NotYoursToGive):
        await delegations.grant(widow.person_id, niece, wanted(), by=stranger)
    with pytest.raises(delegations.NotYoursToGive):
        await delegations.grant(widow.person_id, niece, wanted(), by=clerk)
    at_counter = wanted(method="counter")
    assert (await delegations.grant(widow.person_id, niece, at_counter, by=clerk)).is_standing


async def test_what_was_read_aloud_was_heard_by_a_witness(widow, niece):
    clerk = await make.a_staff_member()
    with pytest.raises(delegations.MandateInvalid) as refused:
        await delegations.grant(widow.person_id, niece, wanted(method="read_aloud"), by=clerk)
    assert set(refused.value.fields) == {"witness"}
    heard = wanted(method="read_aloud", witness="赵建军")
    await delegations.grant(widow.person_id, niece, heard, by=clerk)
    (row,) = await database.fetch("SELECT witness_enc FROM delegations")
    assert "赵建军".encode() not in bytes(row["witness_enc"])


@pytest.mark.parametrize("days", [-1, 366])
async def test_a_mandate_is_never_for_ever(widow, niece, days):
    with pytest.raises(delegations.MandateInvalid):
        until = clock.today() + timedelta(days=days)
        await delegations.grant(widow.person_id, niece, wanted(until=until), by=widow)


async def test_neither_oneself_nor_a_child_nor_whom_one_fears(widow):
    child = await make.a_person(born=date(2019, 1, 1))
    feared = await make.a_person()
    await households.declare(widow.person_id, feared.id, "violence", by=widow)
    me = await make.a_person("王桂兰二")
    for unfit in (child, feared):
        with pytest.raises(delegations.DelegateUnfit):
            await delegations.grant(widow.person_id, unfit, wanted(), by=widow)
    self_made = await make.a_resident(person=me)
    with pytest.raises(delegations.DelegateUnfit):
        await delegations.grant(me.id, me, wanted(), by=self_made)


async def test_an_ended_mandate_ends_its_sessions_at_once(widow, niece):
    helper = await make.a_resident(person=niece)
    given = await delegations.grant(widow.person_id, niece, wanted(), by=widow)
    token, session = await sessions.open_for_person(
        helper.account_id, widow.person_id, mandate_no=given.mandate_no, device="test"
    )
    assert session.actor.subject == widow.person_id
    assert session.actor.person_id == niece.id
    assert session.actor.for_name == "王桂兰"
    await delegations.revoke(given.mandate_no, by=widow)
    assert await sessions.of(token) is None
    assert await delegations.held_by(niece.id) == []


async def test_an_expired_mandate_shows_nothing_more(widow, niece):
    helper = await make.a_resident(person=niece)
    given = await delegations.grant(widow.person_id, niece, wanted(until=clock.today()), by=widow)
    token, _ = await sessions.open_for_person(
        helper.account_id, widow.person_id, mandate_no=given.mandate_no, device="test"
    )
    with clock.stopped_at(given.expires_at):
        assert await sessions.of(token) is None


async def test_a_stranger_neither_ends_nor_learns_of_a_mandate(widow, niece):
    given = await delegations.grant(widow.person_id, niece, wanted(), by=widow)
    with pytest.raises(delegations.MandateUnknown):
        await delegations.revoke(given.mandate_no, by=await make.a_resident())


async def test_a_delegate_never_signs_the_register_consent(widow, niece):
    helper = await make.a_resident(person=niece)
    given = await delegations.grant(widow.person_id, niece, wanted(), by=widow)
    mandate = Mandate(no=given.mandate_no, for_id=widow.person_id)
    acting = type(helper)(**{**vars(helper), "mandate": mandate})
    for by in (helper, acting):
        with pytest.raises(consents.NotYours):
            await consents.sign(
                widow.person_id,
                "XZ-1",
                purpose="benefit-check",
                registers=["banks"],
                method="typed_name",
                by=by,
            )


async def test_a_guardian_signs_for_the_ward_and_is_entered_by_staff_only(widow, niece):
    guardian = await make.a_resident(person=niece)
    as_guardian = wanted(kind="guardian", basis="法院指定监护文书", method="counter")
    with pytest.raises(delegations.NotYoursToGive):
        await delegations.grant(widow.person_id, niece, wanted(kind="guardian"), by=widow)
    clerk = await make.a_staff_member()
    await delegations.grant(widow.person_id, niece, as_guardian, by=clerk)
    signed = await consents.sign(
        widow.person_id,
        "XZ-1",
        purpose="benefit-check",
        registers=["banks"],
        method="typed_name",
        by=guardian,
    )
    assert signed.person_id == widow.person_id


async def test_who_shares_a_phone_does_not_take_back_anothers_consent(widow):
    other = await make.a_person()
    asked = {"purpose": "benefit-check", "registers": ["banks"], "method": "typed_name"}
    signed = await consents.sign(widow.person_id, "XZ-1", **asked, by=widow)
    same_phone = type(widow)(**{**vars(widow), "person_id": other.id})
    with pytest.raises(consents.ConsentUnknown):
        await consents.withdraw(signed.consent_no, by=same_phone)

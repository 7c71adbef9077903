"""Between assistant and person: owned, dated, answered, passed on; silence gives it back."""

from datetime import UTC, datetime, timedelta

import pytest

from server.contact import assistant, conversations
from server.contact.assistant import Spoken, reply
from server.core import clock, database
from server.core.actors import PUBLIC, Role
from tests.factories.registry import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, a_staff_member

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon():
    assistant.load()
    with clock.stopped_at(NOON) as moment:
        yield moment


async def said(text, key=None, **kwargs):
    return await reply(Spoken(text, key, **kwargs), PUBLIC)


async def a_talk_that_waits(text="转人工"):
    """Somebody of a known township asked for a person."""
    told = await said(text)
    await database.execute(
        "UPDATE conversations SET region_code = $1, office_code = $1 WHERE key_digest = $2",
        TOWNSHIP,
        conversations.records.key_digest(told.key),
    )
    found = await conversations.of_key(told.key, None)
    return found.id, told.key


async def state_of(key):
    found = await conversations.of_key(key, None)
    return found.state, found.owner_id


async def texts_in(talk):
    return [line.body.text for line in await conversations.transcript(talk)]


async def test_it_waits_in_the_office_and_is_nobody_else_s_business(db):
    clerk, elsewhere = await a_staff_member(), await a_staff_member(region=OTHER_TOWNSHIP)
    county = await a_staff_member(role=Role.COUNTY_REVIEWER, region=COUNTY)
    talk, _ = await a_talk_that_waits()
    (line,) = await conversations.waiting_for(clerk)
    assert (line.id, line.state, line.last) == (talk, "waiting", "转人工")
    assert await conversations.count_waiting(clerk) == 1
    assert [one.id for one in await conversations.waiting_for(county)] == [talk]
    assert await conversations.waiting_for(elsewhere) == []
    for act in (
        conversations.take(talk, elsewhere),
        conversations.answer(talk, elsewhere, "在"),
        conversations.opened(talk, elsewhere),
        conversations.note(talk, elsewhere, "看看"),
    ):
        with pytest.raises(conversations.ConversationUnknown):
            await act


async def test_where_nobody_knows_the_place_every_office_of_the_area_sees_it(db):
    clerk = await a_staff_member()
    await said("转人工")
    assert len(await conversations.waiting_for(clerk)) == 1


async def test_taken_answered_and_the_assistant_is_silent_while_a_person_has_it(db):
    clerk, other = await a_staff_member(), await a_staff_member()
    talk, key = await a_talk_that_waits()
    await conversations.take(talk, clerk)
    with pytest.raises(conversations.ConversationTaken):
        await conversations.take(talk, other)
    with pytest.raises(conversations.ConversationTaken):
        await conversations.answer(talk, other, "我来")
    await conversations.answer(talk, clerk, "您好，我是望江镇的，您说")
    told = await said("低保怎么申请", key)
    assert told.is_handed_over
    assert "国务院令" not in str(told.said)
    assert await state_of(key) == ("person", clerk.staff_id)
    assert "您好，我是望江镇的，您说" in await texts_in(talk)


async def test_two_taps_take_it_once(db):
    clerk = await a_staff_member()
    talk, _ = await a_talk_that_waits()
    await conversations.take(talk, clerk)
    await conversations.take(talk, clerk)
    assert (await texts_in(talk)).count("工作人员来了，正在看您说的。") == 1


async def test_notes_are_for_colleagues(db):
    clerk = await a_staff_member()
    talk, _ = await a_talk_that_waits()
    await conversations.note(talk, clerk, "腿脚不好，先上门")
    assert "腿脚不好，先上门" not in await texts_in(talk)
    opened = await conversations.opened(talk, clerk)
    assert "腿脚不好，先上门" in [line.body.text for line in opened.lines]


async def test_silence_gives_it_back_and_the_resident_has_a_new_time(db, at_noon):
    clerk = await a_staff_member()
    talk, key = await a_talk_that_waits()
    await conversations.take(talk, clerk)
    assert await conversations.return_silent() == 0
    with clock.stopped_at(at_noon + timedelta(hours=5)):
        assert await conversations.return_silent() == 1
        found = await conversations.of_key(key, None)
        assert (found.state, found.owner_id) == ("waiting", None)
        assert found.answer_by > clock.now()
    assert "让您久等了" in (await texts_in(talk))[-1]


async def test_who_was_answered_and_says_no_more_goes_back_to_the_assistant(db, at_noon):
    clerk = await a_staff_member()
    talk, key = await a_talk_that_waits()
    await conversations.answer(talk, clerk, "办好了")
    with clock.stopped_at(at_noon + timedelta(days=3)):
        assert await conversations.return_silent() == 1
    assert await state_of(key) == ("bot", None)


async def test_passed_on_within_the_county_only(db):
    clerk, other = await a_staff_member(), await a_staff_member(region=OTHER_TOWNSHIP)
    talk, key = await a_talk_that_waits()
    with pytest.raises(conversations.OfficeUnknown):
        await conversations.transfer(talk, clerk, "310000", "")
    assert OTHER_TOWNSHIP in conversations.offered_offices(clerk)
    await conversations.transfer(talk, clerk, OTHER_TOWNSHIP, "户口在那里")
    assert [one.id for one in await conversations.waiting_for(other)] == [talk]
    assert await conversations.waiting_for(clerk) == []
    assert (await conversations.of_key(key, None)).answer_by > NOON


async def test_settled_it_is_asked_once_and_who_is_unhappy_is_helped_again(db):
    clerk = await a_staff_member()
    talk, key = await a_talk_that_waits()
    await conversations.take(talk, clerk)
    await conversations.settle(talk, clerk, outcome="answered", words="电话里说清了")
    last = (await conversations.transcript(talk))[-1]
    assert last.body.choices == ("满意", "一般", "不满意")
    told = await said("不满意", key)
    assert told.is_handed_over
    found = await conversations.of_key(key, None)
    assert (found.rating, found.state, found.reason) == (1, "waiting", "unhappy")
    await conversations.take(talk, clerk)
    await conversations.settle(talk, clerk, outcome="answered", words="")
    assert (await conversations.of_key(key, None)).reason is None


async def test_who_is_not_reached_is_called_again_by_a_time(db):
    clerk = await a_staff_member()
    talk, key = await a_talk_that_waits()
    with pytest.raises(conversations.NotWithYou):
        await conversations.settle(talk, clerk, outcome="answered", words="")
    await conversations.take(talk, clerk)
    await conversations.settle(talk, clerk, outcome="no_answer", words="")
    found = await conversations.of_key(key, None)
    assert found.answer_by == NOON + timedelta(minutes=30)
    assert found.state == "person"
    for outcome in ("again", "lost"):
        with pytest.raises(conversations.OutcomeUnknown):
            await conversations.settle(talk, clerk, outcome=outcome, words="")


async def test_an_empty_answer_is_refused(db):
    clerk = await a_staff_member()
    talk, _ = await a_talk_that_waits()
    for text in ("", "  ", "长" * 2001):
        with pytest.raises(conversations.AnswerEmpty):
            await conversations.answer(talk, clerk, text)


async def test_a_relative_s_talk_is_hidden(db):
    from server.registry import staff
    from tests.factories.registry import a_person

    clerk = await a_staff_member()
    mother = await a_person()
    talk, _ = await a_talk_that_waits()
    from server.registry import people

    account = await people.card_for(mother.id)
    await database.execute("UPDATE conversations SET account_id = $2 WHERE id = $1", talk, account)
    await database.execute(
        "INSERT INTO staff_relatives (id, staff_id, person_id, relation, declared_at)"
        " VALUES (gen_random_uuid(), $1, $2, '母亲', $3)",
        clerk.staff_id,
        mother.id,
        clock.now(),
    )
    assert staff is not None
    assert await conversations.waiting_for(clerk) == []


async def test_opening_one_is_in_the_audit(db):
    clerk = await a_staff_member()
    talk, _ = await a_talk_that_waits()
    await conversations.opened(talk, clerk)
    rows = await database.fetch("SELECT 1 FROM audit_rows WHERE action = 'open-conversation'")
    assert len(rows) == 1


async def test_nothing_is_lost_whatever_staff_do(db, at_noon):
    clerk = await a_staff_member()
    talk, key = await a_talk_that_waits()
    for act in (
        conversations.take(talk, clerk),
        conversations.answer(talk, clerk, "您说"),
        conversations.transfer(talk, clerk, OTHER_TOWNSHIP, ""),
    ):
        await act
        await said("在吗", key)
        assert await conversations.loose_ends(clock.now() + timedelta(seconds=1)) == []
        state, _ = await state_of(key)
        assert state in {"waiting", "person"}

"""Danger: the roster is called one after another until somebody has seen it; nothing shows later."""

from datetime import UTC, datetime, timedelta

import pytest

from server.connectors import build_world
from server.contact import assistant, conversations
from server.contact.assistant import Spoken, reply
from server.core import clock, config, database
from server.core.actors import PUBLIC, Role
from server.worker import Worker
from tests.factories.registry import TOWNSHIP, a_phone, a_staff_member

NIGHT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_night():
    assistant.load()
    with clock.stopped_at(NIGHT) as moment:
        yield moment


async def a_cry(text="我不想活了", office=TOWNSHIP):
    told = await reply(Spoken(text), PUBLIC)
    await database.execute("UPDATE conversations SET office_code = $1", office)
    await database.execute("UPDATE crisis_alarms SET office_code = $1", office)
    found = await conversations.of_key(told.key, None)
    return found.id, told.key


async def called():
    rows = await database.fetch("SELECT staff_id FROM staff_texts ORDER BY id")
    return [row["staff_id"] for row in rows]


async def heard_by(talk):
    lines = await conversations.transcript(talk, with_hidden=True)
    return [line.body.text for line in lines if line.author == "event"]


@pytest.fixture
async def roster(db):
    head = await a_staff_member(role=Role.HEAD)
    others = [await a_staff_member(), await a_staff_member()]
    await conversations.enter(head, [(one.staff_id, a_phone()) for one in others])
    return list(others)


async def test_each_has_five_minutes_and_the_resident_is_told_plainly(roster, at_night):
    first, second = roster
    talk, _ = await a_cry()
    assert await conversations.call_due() == 1
    assert await called() == [first.staff_id]
    assert await conversations.call_due() == 0
    with clock.stopped_at(at_night + timedelta(minutes=5)):
        assert await conversations.call_due() == 1
    assert await called() == [first.staff_id, second.staff_id]
    (told,) = await heard_by(talk)
    assert "还没有人看到" in told
    assert "110" in told
    with clock.stopped_at(at_night + timedelta(minutes=10)):
        await conversations.call_due()
    assert await called() == [first.staff_id, second.staff_id, first.staff_id]


async def test_once_seen_nobody_else_is_called_and_somebody_answers_for_it(roster, at_night):
    first, second = roster
    talk, key = await a_cry()
    await conversations.call_due()
    (alarm,) = await conversations.alarms_for(first)
    assert await conversations.acknowledge(alarm.id, first) == talk
    await conversations.acknowledge(alarm.id, second)
    found = await conversations.of_key(key, None)
    assert (found.state, found.owner_id) == ("person", first.staff_id)
    with clock.stopped_at(at_night + timedelta(minutes=6)):
        assert await conversations.call_due() == 0
    assert "值班的人看到了" in (await heard_by(talk))[-1]


async def test_how_it_ended_is_kept_in_words_and_a_false_alarm_too(roster):
    first, _ = roster
    await a_cry()
    (alarm,) = await conversations.alarms_for(first)
    with pytest.raises(conversations.AlarmUnknown):
        await conversations.close(alarm.id, first, outcome="safe", words="没看过就结束")
    await conversations.acknowledge(alarm.id, first)
    for outcome, words in (("safe", " "), ("fine", "好了")):
        with pytest.raises(conversations.OutcomeUnknown):
            await conversations.close(alarm.id, first, outcome=outcome, words=words)
    await conversations.close(alarm.id, first, outcome="false_alarm", words="说的是电视剧")
    assert await conversations.alarms_for(first) == []
    rows = await database.fetch("SELECT outcome FROM crisis_alarms")
    assert [row["outcome"] for row in rows] == ["false_alarm"]


async def test_said_twice_it_is_one_alarm_and_the_numbers_come_each_time(roster):
    talk, key = await a_cry()
    again = await reply(Spoken("真的不想活了，药都准备好了", key), PUBLIC)
    assert again.said[0].actions[0]["target"] == "tel:120"
    assert len(await database.fetch("SELECT 1 FROM crisis_alarms")) == 1
    assert talk


async def test_without_a_roster_whoever_works_there_is_called(db):
    clerk = await a_staff_member()
    await a_cry()
    await conversations.call_due()
    assert await called() == [clerk.staff_id]


async def test_where_nobody_works_the_resident_is_told_after_five_minutes(db, at_night):
    talk, _ = await a_cry(office="320600")
    await database.execute("UPDATE staff_posts SET ends_on = starts_on - 1")
    await conversations.call_due()
    assert await called() == []
    with clock.stopped_at(at_night + timedelta(minutes=5)):
        await conversations.call_due()
    assert "还没有人看到" in (await heard_by(talk))[-1]


async def test_talk_of_danger_is_in_no_history(roster):
    talk, _ = await a_cry()
    await conversations.call_due()
    assert await conversations.transcript(talk) == []


async def test_low_spirits_get_a_person_and_no_alarm(roster):
    told = await reply(Spoken("没钱吃饭了，没人管我"), PUBLIC)
    assert told.understanding.crisis is None
    assert told.is_handed_over
    assert await database.fetch("SELECT 1 FROM crisis_alarms") == []


async def test_the_roster_takes_only_people_of_the_office_each_once_with_a_phone(db):
    head = await a_staff_member(role=Role.HEAD)
    elsewhere = await a_staff_member(region="320699101")
    phone = a_phone()
    for wrong in (
        [(elsewhere.staff_id, phone)],
        [(head.staff_id, "")],
        [(head.staff_id, phone), (head.staff_id, phone)],
    ):
        with pytest.raises(conversations.DutyInvalid):
            await conversations.enter(head, wrong)
    await conversations.enter(head, [(head.staff_id, phone)])
    assert [one.staff_id for one in await conversations.of_region(TOWNSHIP)] == [head.staff_id]


async def test_the_text_leaves_once_and_a_gateway_away_is_tried_again(
    fresh_db, sandbox, monkeypatch
):
    head = await a_staff_member(role=Role.HEAD)
    phone = a_phone()
    await conversations.enter(head, [(head.staff_id, phone)])
    world = build_world(config.settings())
    worker = Worker(world)
    fault = {"path": "/sms/v1/messages", "mode": "http:503", "times": 1}
    await sandbox.http.post("/_ctl/fault", json=fault)
    await a_cry()
    await worker.drain()
    with clock.stopped_at(NIGHT + timedelta(seconds=30)):
        await worker.drain()
        await worker.drain()
    sent = (await sandbox.http.get("/_ctl/sms", params={"phone": phone})).json()
    assert len(sent) == 1
    assert "紧急" in str(sent[0])
    await world.close()

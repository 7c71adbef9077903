"""Reports by anybody: kept sealed, answered in hours, made a case by a clerk, told of to nobody."""

from datetime import timedelta

import pytest

from server.casework import cases, reports, reserve
from server.core import clock, database
from server.core.actors import Role
from tests.casework.test_reserve import a_payment, filled, two_payers
from tests.factories.registry import VILLAGE, a_person, a_staff_member, an_id_no

HUNGRY = reports.Report(
    region=VILLAGE,
    kind="no_food",
    whom="周福来，向阳村三组，村口第二家",
    words="独居老人两天没有开伙",
    once="tap-1",
)


def report(**changes):
    return reports.Report(**{**vars(HUNGRY), **changes})


async def opened(number, clerk):
    return await reports.one_of_office(number, clerk)


async def test_anybody_tells_and_a_second_tap_is_the_same_report(db):
    clerk = await a_staff_member()
    number = await reports.make(HUNGRY)
    assert await reports.make(HUNGRY) == number
    (seen,) = await reports.of_office(clerk)
    assert (seen.whom, seen.words, seen.reporter) == (HUNGRY.whom, HUNGRY.words, "")
    assert (seen.answer_by - seen.made_at) == timedelta(hours=2)


async def test_what_was_told_is_sealed(db):
    await reports.make(report(reporter="热心人", phone="0513-1234567"))
    (row,) = await database.fetch("SELECT * FROM reports")
    kept = " ".join(str(bytes(v) if isinstance(v, memoryview | bytes) else v) for v in row.values())
    for words in (HUNGRY.whom, HUNGRY.words, "热心人", "1234567"):
        assert words not in kept
        assert str(words.encode()) not in kept


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"whom": " "}, "whom"),
        ({"words": ""}, "words"),
        ({"region": "320699"}, "region"),
        ({"words": "长" * 1001}, "words"),
    ],
)
async def test_a_report_says_where_who_and_what(db, changes, field):
    with pytest.raises(reports.ReportInvalid) as refused:
        await reports.make(report(**changes))
    assert list(refused.value.fields) == [field]


async def test_the_reporter_learns_only_that_somebody_is_on_it(db):
    clerk, number = await a_staff_member(), await reports.make(HUNGRY)
    stages = [(await reports.state_for_reporter(number)).stage]
    await reports.take(number, clerk)
    stages.append((await reports.state_for_reporter(number)).stage)
    person = await a_person("周福来")
    await reports.open_case(
        await opened(number, clerk), clerk, name="周福来", id_no=person.id_no, lane="urgent"
    )
    told = await reports.state_for_reporter(number)
    assert [*stages, told.stage] == ["received", "looking", "done"]
    assert set(vars(told)) == {"report_no", "made_at", "answer_by", "stage"}


async def test_a_clerk_makes_it_a_case_and_help_comes_before_the_papers(db):
    (clerk, head), number = await two_payers(), await reports.make(HUNGRY)
    case = await reports.open_case(
        await opened(number, clerk), clerk, name="周福来", id_no=an_id_no(), lane="urgent"
    )
    assert (case.stage, case.channel, case.lane) == ("submitted", "counter", "urgent")
    assert case.aid_by is not None
    known = await cases.known_of(case)
    assert known.declared["event.kind"] == "no_food"
    assert known.declared["event.people"] == "unknown"
    (step,) = await cases.steps_of(case)
    assert step.actor == clerk.id
    await filled(head)
    assert await reserve.pay(case.case_no, a_payment(head), clerk)
    assert (await opened(number, clerk)).case_no == case.case_no
    with pytest.raises(reports.ReportSettled):
        await reports.take(number, clerk)


async def test_the_same_event_and_person_is_found_and_joined(db):
    clerk, number = await a_staff_member(), await reports.make(HUNGRY)
    case = await reports.open_case(
        await opened(number, clerk), clerk, name="周福来", id_no=an_id_no(), lane="quick"
    )
    again = await reports.make(report(whom="周福来 向阳村三组 村口第二家", once="tap-2"))
    found = await reports.similar_to(await opened(again, clerk))
    assert {one.case_no for one in found} == {case.case_no}
    await reports.link_to_case(again, case.case_no, clerk)
    assert (await opened(again, clerk)).state == "linked"
    assert await cases.Case.filter(household_id=case.household_id).count() == 1


async def test_a_false_alarm_does_not_come_back_every_month(db):
    clerk, number = await a_staff_member(), await reports.make(HUNGRY)
    with pytest.raises(reports.ReportInvalid):
        await reports.settle(number, clerk, outcome="false_alarm", note=" ")
    await reports.settle(number, clerk, outcome="false_alarm", note="去看过，女儿接去住了")
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        calm = await opened(await reports.make(report(once="tap-2")), clerk)
        danger = await opened(await reports.make(report(once="tap-3", is_danger=True)), clerk)
        assert calm.was_false_before
        assert calm.answer_by - calm.made_at > timedelta(days=2)
        assert danger.answer_by - danger.made_at == timedelta(hours=2)
        first, _ = await reports.of_office(clerk)
        assert first.report_no == danger.report_no
    with clock.stopped_at(clock.now() + timedelta(days=200)):
        late = await opened(await reports.make(report(once="tap-4")), clerk)
        assert not late.was_false_before


async def test_another_township_knows_nothing_of_it_the_county_does(db):
    number = await reports.make(HUNGRY)
    elsewhere = await a_staff_member(region="320699101")
    county = await a_staff_member(role=Role.COUNTY_REVIEWER, region="320699")
    with pytest.raises(reports.ReportUnknown):
        await reports.one_of_office(number, elsewhere)
    with pytest.raises(reports.ReportUnknown):
        await reports.take(number, elsewhere)
    assert [one.report_no for one in await reports.of_office(county)] == [number]
    assert await reports.count_waiting(elsewhere) == 0

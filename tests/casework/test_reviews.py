"""An objection is a matter of its own: answered in writing, by a day, by somebody who took no part."""

from datetime import UTC, datetime, timedelta

import pytest

from server.casework import cases, desk, letters, publicity, reviews
from server.contact import notices
from server.core import clock, database
from server.core.actors import PUBLIC, Role
from tests.factories.casework import a_posted_case, a_refused_case, a_submitted_case
from tests.factories.registry import COUNTY, OTHER_TOWNSHIP, a_resident, a_staff_member

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


async def a_reviewer(role=Role.COUNTY_REVIEWER):
    return await a_staff_member(role=role, region=COUNTY)


async def an_objection():
    case, li, clerk, head = await a_refused_case()
    await reviews.object_to_decision(case.case_no, li, words="收入算错了")
    reviewer = await a_reviewer()
    (line,) = await reviews.objections_for(reviewer)
    return case, li, clerk, head, reviewer, line


async def a_poster_objection():
    case, li, clerk = await a_posted_case()
    code = await publicity.code_of(case)
    token = await reviews.object_to_poster(code, PUBLIC, words="他家有车")
    head = await a_staff_member(role=Role.HEAD)
    (line,) = await reviews.objections_for(head)
    return case, li, clerk, head, token, line


async def test_a_decision_is_objected_to_once_at_a_time(db):
    case, li, *_ = await an_objection()

    with pytest.raises(reviews.AlreadyObjected):
        await reviews.object_to_decision(case.case_no, li, words="还是不对")

    (mine,) = await reviews.objections_of(case.case_no, li)
    assert (mine.result, mine.is_late) == ("", False)


async def test_there_is_nothing_to_object_to_before_a_decision_and_nobody_else_may(db):
    case, li = await a_submitted_case()
    with pytest.raises(reviews.NothingToObjectTo):
        await reviews.object_to_decision(case.case_no, li, words="不对")

    ended, *_ = await a_refused_case()
    with pytest.raises(cases.CaseUnknown):
        await reviews.object_to_decision(ended.case_no, await a_resident(), words="不对")


async def test_an_objection_without_words_is_refused(db):
    case, li, *_ = await a_refused_case()
    with pytest.raises(reviews.ObjectionInvalid):
        await reviews.object_to_decision(case.case_no, li, words="  ")


async def test_a_late_objection_is_heard_and_says_that_it_is_late(db):
    with clock.stopped_at(NOON):
        case, li, *_ = await a_refused_case()
        letter = await letters.issue(case.case_no, "decision")
        await letters.confirm(case.case_no, letter, li)
    with clock.stopped_at(NOON + timedelta(days=70)):
        await reviews.object_to_decision(case.case_no, li, words="刚知道")
        (mine,) = await reviews.objections_of(case.case_no, li)

    assert mine.is_late


async def test_who_took_part_and_who_is_elsewhere_do_not_see_it(db):
    _, _, clerk, head, _, line = await an_objection()
    strangers = [clerk, head, await a_staff_member(role=Role.HEAD, region=OTHER_TOWNSHIP)]

    for stranger in strangers:
        assert await reviews.objections_for(stranger) == []
        with pytest.raises(reviews.ObjectionUnknown):
            await reviews.objection_of(line.id, stranger)
        with pytest.raises(reviews.ObjectionUnknown):
            await reviews.answer(line.id, stranger, result="kept", words="不变")


async def test_the_database_itself_keeps_the_decider_from_answering(db):
    _, _, _, head, _, line = await an_objection()

    with pytest.raises(database.IntegrityError, match="objections_somebody_else"):
        async with database.transaction():
            await database.execute(
                "UPDATE objections SET result = 'kept', answer_enc = '\\x00', answered_by = $2,"
                " answered_at = $3 WHERE id = $1",
                line.id,
                head.staff_id,
                clock.now(),
            )


async def test_one_takes_it_and_another_does_not(db):
    *_, reviewer, line = await an_objection()
    other = await a_reviewer(Role.COUNTY_APPROVER)
    await reviews.take(line.id, reviewer)

    with pytest.raises(reviews.SomebodyElsesObjection):
        await reviews.take(line.id, other)
    with pytest.raises(reviews.SomebodyElsesObjection):
        await reviews.answer(line.id, other, result="kept", words="不变")


async def test_the_answer_is_written_and_the_applicant_hears_of_it(db):
    case, li, _, _, reviewer, line = await an_objection()

    await reviews.answer(line.id, reviewer, result="kept", words="查了工资流水，收入没有算错")
    await notices.objection_answered(reviews.ObjectionAnswered(line.objection_no))

    (mine,) = await reviews.objections_of(case.case_no, li)
    assert (mine.result, mine.answer) == ("kept", "查了工资流水，收入没有算错")
    assert (await notices.of_account(li))[0].title == "您的意见有了答复"
    with pytest.raises(reviews.ObjectionEnded):
        await reviews.answer(line.id, reviewer, result="kept", words="再答一次")


async def test_a_change_is_ordered_and_carried_out(db):
    case, _, clerk, _, reviewer, line = await an_objection()
    with pytest.raises(reviews.ObjectionInvalid):
        await reviews.answer(line.id, reviewer, result="changed", words="算错了")
    await reviews.answer(line.id, reviewer, result="changed", words="算错了", order="按新收入重算")

    (order,) = await reviews.orders_of(case)
    assert (order.words, order.done_at) == ("按新收入重算", None)
    await reviews.carry_out(case, clerk, note="新办件 XZ-1")

    (order,) = await reviews.orders_of(case)
    assert order.note == "新办件 XZ-1"


async def test_an_objection_can_be_taken_back_and_made_again(db):
    case, li, *_ = await an_objection()

    await reviews.take_back(case.case_no, li)
    await reviews.object_to_decision(case.case_no, li, words="想了想，还是要提")

    assert [one.result for one in await reviews.objections_of(case.case_no, li)] == [
        "",
        "withdrawn",
    ]


async def test_a_poster_waits_for_the_answer_to_an_objection(db):
    case, _, _, head, _, line = await a_poster_objection()
    late = case.publicity_until + timedelta(days=1)

    with clock.stopped_at(late):
        assert await publicity.close_due() == 0
        await reviews.answer(line.id, head, result="unfounded", words="查过，没有车")
        assert await publicity.close_due() == 1

    assert (await cases.of(case.case_no)).stage == "reviewing"


async def test_a_founded_objection_sends_the_case_back(db):
    case, _, _, head, token, line = await a_poster_objection()

    await reviews.answer(line.id, head, result="founded", words="确有一辆车")

    assert (await cases.of(case.case_no)).stage == "checking"
    seen = await reviews.looked_up(token)
    assert (seen.result, seen.answer) == ("founded", "确有一辆车")
    with pytest.raises(cases.CaseUnknown):
        await publicity.posted(await publicity.code_of(case))


async def test_two_objections_to_one_poster_both_want_an_answer(db):
    case, _, _, head, _, line = await a_poster_objection()
    await reviews.object_to_poster(await publicity.code_of(case), PUBLIC, words="他家有房")

    await reviews.answer(line.id, head, result="unfounded", words="没有车")

    with clock.stopped_at(case.publicity_until + timedelta(days=1)):
        assert await publicity.close_due() == 0


async def test_nobody_learns_who_objected_to_a_poster(db):
    case, li, clerk, *_ = await a_poster_objection()
    neighbour = await a_resident()
    await reviews.object_to_poster(await publicity.code_of(case), neighbour, words="我看见了")

    rows = await database.fetch("SELECT actor FROM audit_rows WHERE action = 'object'")
    assert {row["actor"] for row in rows} == {"public"}
    assert await reviews.objections_for(clerk) == []
    assert await reviews.objections_of(case.case_no, li) == []


async def test_a_made_up_word_looks_nothing_up(db):
    for token in ("", "x", "\ud800"):
        with pytest.raises(reviews.ObjectionUnknown):
            await reviews.looked_up(token)


async def test_the_handler_of_a_case_under_objection_still_works_on_others(db):
    await a_poster_objection()
    case, _ = await a_submitted_case()
    clerk = await a_staff_member(role=Role.CLERK)

    await desk.claim(case.case_no, clerk)

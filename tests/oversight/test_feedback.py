"""Ratings are nobody's duty, hide who gave them, and a bad one is looked into by somebody else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from server.casework import cases
from server.contact import notices
from server.core import clock, database
from server.core.actors import Role
from server.core.privacy import encrypt
from server.oversight import feedback
from server.oversight.feedback.figures import grouped
from server.oversight.feedback.rating import WORDS
from server.registry import workdays
from tests.factories.casework import a_refused_case, a_submitted_case
from tests.factories.registry import COUNTY, a_resident, a_staff_member

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


async def a_bad_rating(level=1, words="等了很久，没人说话"):
    case, li, clerk, head = await a_refused_case()
    await feedback.rate(case.case_no, li, level=level, words=words)
    manager = await a_staff_member(role=Role.MANAGER, region=COUNTY)
    (line,) = await feedback.revisits_for(manager)
    return case, li, clerk, head, manager, line


async def told_kinds(by):
    return [n.title for n in await notices.of_account(by)]


async def settle(line, by, **changes):
    given = {"outcome": "explained", "findings": "查了经过", "reply": "向您道歉，已说明"}
    await feedback.settle(line.id, by, **(given | changes))


async def test_nothing_is_filled_in_and_silence_counts_as_nothing(db):
    case, li, _, head = await a_refused_case()

    assert await feedback.rating_page(case.case_no, li) == (True, None)
    figures = await feedback.figures_for(head)
    assert (figures.revisited.bad, figures.months) == (0, ())


async def test_a_matter_is_rated_once_and_only_when_it_has_ended(db):
    case, li = await a_submitted_case()
    with pytest.raises(feedback.NotEndedYet):
        await feedback.rate(case.case_no, li, level=5)

    ended, wang, _, _ = await a_refused_case()
    await feedback.rate(ended.case_no, wang, level=5)

    with pytest.raises(feedback.AlreadyRated):
        await feedback.rate(ended.case_no, wang, level=1)
    _, given = await feedback.rating_page(ended.case_no, wang)
    assert given.level == 5


async def test_a_level_that_is_none_is_refused_and_another_s_case_is_unknown(db):
    case, li, _, _ = await a_refused_case()
    for level in (0, 6):
        with pytest.raises(feedback.RatingInvalid):
            await feedback.rate(case.case_no, li, level=level)
    with pytest.raises(cases.CaseUnknown):
        await feedback.rate(case.case_no, await a_resident(), level=5)


@pytest.mark.parametrize(("level", "revisits"), [(1, 1), (2, 1), (3, 0), (5, 0)])
async def test_only_the_two_lowest_levels_are_revisited(db, level, revisits):
    case, li, _, _ = await a_refused_case()
    await feedback.rate(case.case_no, li, level=level)

    manager = await a_staff_member(role=Role.MANAGER, region=COUNTY)
    assert len(await feedback.revisits_for(manager)) == revisits


async def test_a_revisit_is_due_in_five_work_days(db):
    with clock.stopped_at(NOON):
        *_, line = await a_bad_rating()
        assert line.due_at == workdays.deadline(NOON, workdays=5).at


async def test_who_took_part_neither_sees_nor_settles_it(db):
    _, _, clerk, head, _, line = await a_bad_rating()

    assert await feedback.revisits_for(head) == []
    for involved in (clerk, head):
        with pytest.raises(feedback.RevisitUnknown):
            await feedback.revisit_of(line.id, involved)
        with pytest.raises(feedback.RevisitUnknown):
            await settle(line, involved)


async def test_the_trail_of_a_case_does_not_tell_who_rated_it(db):
    case, li, *_ = await a_bad_rating()

    rows = await database.fetch(
        "SELECT action FROM audit_rows WHERE subject = $1 AND actor = $2",
        f"case:{case.case_no}",
        li.id,
    )
    assert "rate" not in {row["action"] for row in rows}


async def test_a_revisit_says_what_was_found_and_the_rater_hears_of_it(db):
    case, li, _, _, manager, line = await a_bad_rating()
    with pytest.raises(feedback.RevisitInvalid) as refused:
        await settle(line, manager, outcome="mended", findings=" ")
    assert set(refused.value.fields) == {"findings", "improvement"}

    await settle(line, manager, outcome="mended", improvement="窗口加了一人")

    _, given = await feedback.rating_page(case.case_no, li)
    assert (given.outcome, given.reply) == ("mended", "向您道歉，已说明")
    assert (await told_kinds(li))[0] == "您的评价有了答复"
    with pytest.raises(feedback.RevisitDone):
        await settle(line, manager)


async def test_the_revisit_rate_counts_what_is_due(db):
    with clock.stopped_at(NOON):
        *_, manager, line = await a_bad_rating()
        assert (await feedback.figures_for(manager)).revisited.rate is None

    with clock.stopped_at(NOON + timedelta(days=20)):
        late = (await feedback.figures_for(manager)).revisited
        assert (late.rate, late.overdue) == (0, 1)
        await settle(line, manager)
        done = (await feedback.figures_for(manager)).revisited
        assert (done.rate, done.in_time) == (100, 0)


async def test_two_people_set_a_rating_aside_and_one_does_not(db):
    case, li, _, _, manager, line = await a_bad_rating()
    other = await a_staff_member(role=Role.COUNTY_REVIEWER, region=COUNTY)
    await feedback.propose(line.id, manager, reason="不是本人的事")
    assert (await feedback.rating_page(case.case_no, li))[1].exclusion == ""

    with pytest.raises(feedback.NotTwoPeople):
        await feedback.confirm(line.id, manager, agree=True)
    await feedback.confirm(line.id, other, agree=True)

    assert (await feedback.rating_page(case.case_no, li))[1].exclusion == "excluded"
    assert (await told_kinds(li))[0] == "您的评价没有算进去"
    with pytest.raises(feedback.NotNow):
        await feedback.confirm(line.id, other, agree=False)


async def test_the_rater_appeals_and_a_third_person_hears_it(db):
    case, li, _, _, manager, line = await a_bad_rating()
    other = await a_staff_member(role=Role.COUNTY_REVIEWER, region=COUNTY)
    third = await a_staff_member(role=Role.COUNTY_APPROVER, region=COUNTY)
    with pytest.raises(feedback.NotNow):
        await feedback.appeal(case.case_no, li, words="应该算")
    await feedback.propose(line.id, manager, reason="恶意")
    await feedback.confirm(line.id, other, agree=True)

    await feedback.appeal(case.case_no, li, words="句句是真的")
    for before in (manager, other):
        with pytest.raises(feedback.NotTwoPeople):
            await feedback.hear(line.id, before, restore=False, answer="不算")
    await feedback.hear(line.id, third, restore=True, answer="查实了，恢复")

    _, given = await feedback.rating_page(case.case_no, li)
    assert (given.exclusion, given.answer) == ("restored", "查实了，恢复")


async def test_the_database_itself_refuses_one_person_for_two(db):
    *_, manager, line = await a_bad_rating()
    await feedback.propose(line.id, manager, reason="恶意")

    with pytest.raises(database.IntegrityError, match="rating_exclusions_two_people"):
        async with database.transaction():
            await database.execute(
                "UPDATE rating_exclusions SET state = 'excluded', confirmed_by = proposed_by,"
                " confirmed_at = $1",
                clock.now(),
            )


def a_row(month, level=5, words=""):
    sealed = encrypt(words, WORDS) if words else None
    return {
        "month": datetime(2026, month, 1).date(),
        "level": level,
        "words_enc": sealed,
        "applicant_name": "李秀英",
        "id": uuid4(),
    }


def test_fewer_than_five_wait_for_more_months():
    rows = [a_row(1)] * 4 + [a_row(2)] * 2 + [a_row(3)] * 3

    (group,) = grouped(rows, 5)

    assert (group.first.month, group.last.month) == (1, 2)
    assert sum(group.levels.values()) == 6


def test_a_new_rating_changes_no_group_that_was_shown():
    rows = [a_row(1)] * 6

    assert grouped([*rows, a_row(2, level=1)], 5) == grouped(rows, 5)


def test_words_lose_names_and_numbers():
    rows = [a_row(1, words="我是李秀英，电话 13812345678")] + [a_row(1)] * 4

    (group,) = grouped(rows, 5)

    assert "李秀英" not in group.words[0]
    assert "13812345678" not in group.words[0]


async def test_this_month_is_not_shown_yet(db):
    for _ in range(5):
        case, li, _, head = await a_refused_case()
        await feedback.rate(case.case_no, li, level=5)

    assert (await feedback.figures_for(head)).months == ()
    with clock.stopped_at(clock.now() + timedelta(days=32)):
        assert len((await feedback.figures_for(head)).months) == 1

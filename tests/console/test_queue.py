"""The queue: who sees what, in which order, and the same numbers everywhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.casework import desk
from server.casework.desk import QueueFilter
from server.core import clock, database
from server.core.actors import SYSTEM, Role
from server.registry import people, staff
from tests.factories.desk import a_case
from tests.factories.registry import OTHER_TOWNSHIP, a_person, a_staff_member, an_id_no

OTHER_VILLAGE = "320699100202"


async def names(by, **wanted):
    return [row.name for row in (await desk.queue(by, QueueFilter(**wanted))).rows]


async def test_the_most_overdue_comes_first(db):
    clerk = await a_staff_member()
    await a_case("李甲", due_in=timedelta(days=9))
    await a_case("李乙", due_in=timedelta(days=-4))
    await a_case("李丙", due_in=timedelta(days=-1))

    assert await names(clerk) == ["李乙", "李丙", "李甲"]


async def test_the_groups_of_a_list_add_up_to_its_count(db):
    clerk = await a_staff_member()
    for days in (-4, -1, 0.001, 1, 30):
        await a_case(due_in=timedelta(days=days))

    tally = await desk.tally(clerk, QueueFilter())

    assert tally.over == 2
    assert tally.total == 5 == (await desk.counts(clerk)).views["todo"]


async def test_a_provisional_deadline_is_never_overdue(db):
    clerk = await a_staff_member()
    case = await a_case(due_in=timedelta(days=-4))
    await database.execute("UPDATE cases SET due_is_provisional = true WHERE id = $1", case.id)

    assert (await desk.tally(clerk, QueueFilter())).over == 0
    assert await names(clerk, view="overdue") == []


@pytest.mark.parametrize(
    "typed", ["李秀英", "李秀瑛", "lixiuying", "li xiu ying", "LiXiu", " 李秀英 "]
)
async def test_somebody_is_found_by_how_the_name_sounds(db, typed):
    clerk = await a_staff_member()
    await a_case("李秀英")
    await a_case("王五")

    assert await names(clerk, view="found", find=typed) == ["李秀英"]


async def test_somebody_is_found_by_an_old_name(db):
    clerk = await a_staff_member()
    number = an_id_no()
    person = await a_person("陈招弟", id_no=number)
    case = await a_case(person=person)
    await people.confirm("陈昭迪", number, by="register:public-security")

    for typed in ("陈招弟", "chenzhaodi", "陈昭迪"):
        found = await desk.queue(clerk, QueueFilter(view="found", find=typed))
        assert [row.case_no for row in found.rows] == [case.case_no], typed


async def test_a_case_is_found_by_the_short_number_and_after_it_is_closed(db):
    clerk = await a_staff_member()
    case = await a_case("李甲", stage="refused")

    short = case.case_no.removeprefix("XZ-20").lower()
    assert await names(clerk, view="found", find=short) == ["李甲"]


async def test_another_offices_case_is_not_found(db):
    stranger = await a_staff_member(region=OTHER_TOWNSHIP)
    case = await a_case("李甲")

    assert await names(stranger, view="found", find="李甲") == []
    assert await names(stranger, view="found", find=case.case_no) == []


async def test_a_percent_sign_does_not_list_everybody(db):
    clerk = await a_staff_member()
    await a_case("李甲")

    assert await names(clerk, view="found", find="%") == []
    assert await names(clerk, view="found", find="_") == []


async def test_searching_is_noted_without_the_name(db):
    clerk = await a_staff_member()

    await names(clerk, view="found", find="李甲")

    row = await database.fetch_one("SELECT * FROM audit_rows WHERE action = 'search'")
    assert row["actor"] == clerk.id
    assert "李甲" not in str(dict(row))


async def test_each_condition_narrows(db):
    clerk, other = await a_staff_member("张伟"), await a_staff_member("周敏")
    await a_case("李甲", handler=clerk, region=OTHER_VILLAGE)
    await a_case("李乙", handler=other, stage="submitted", due_in=timedelta(days=-4))
    await a_case("李丙")

    assert await names(clerk, view="all", village=OTHER_VILLAGE) == ["李甲"]
    assert await names(clerk, view="all", handler=str(other.staff_id)) == ["李乙"]
    assert await names(clerk, view="all", handler=desk.NOBODY) == ["李丙"]
    assert await names(clerk, view="all", stage="submitted") == ["李乙"]
    assert await names(clerk, view="all", due="over") == ["李乙"]
    assert await names(clerk, view="all", item="temporary-relief", lane="quick") == []


async def test_every_page_follows_the_one_before(db):
    clerk = await a_staff_member()
    made = [(await a_case(due_in=timedelta(hours=n))).case_no for n in range(1, 54)]

    first = await desk.queue(clerk, QueueFilter())
    rest = await desk.queue(clerk, replace(QueueFilter(), after=first.next_after))

    assert [row.case_no for row in (*first.rows, *rest.rows)] == made
    assert rest.next_after is None


async def test_a_relatives_case_is_nowhere_and_said_so(db):
    clerk = await a_staff_member()
    case = await a_case("李甲")
    await a_case("李乙")
    await staff.declare_relative(clerk.staff_id, case.applicant_id, "兄弟", by=SYSTEM)

    assert await names(clerk, view="all") == ["李乙"]
    assert (await desk.counts(clerk)).views["all"] == 1
    assert await desk.hidden_count(clerk) == 1


async def test_a_silent_handler_shows_after_two_days(db):
    clerk = await a_staff_member()
    await a_case("李甲", handler=clerk, still_for=timedelta(days=3))
    await a_case("李乙", handler=clerk, still_for=timedelta(hours=3))
    await a_case("李丙", still_for=timedelta(days=3))

    assert await names(clerk, view="silent") == ["李甲"]


async def test_a_kept_filter_comes_back_with_its_count(db):
    clerk, other = await a_staff_member(), await a_staff_member()
    await a_case(region=OTHER_VILLAGE)
    wanted = QueueFilter(view="all", village=OTHER_VILLAGE)

    await desk.save_view(clerk, "石桥村", replace(wanted, find="李甲"))

    (kept,) = await desk.saved_views(clerk)
    assert (kept.name, kept.wanted) == ("石桥村", wanted), "a name looked for is not kept"
    assert await desk.counts_of(clerk, {"it": kept.wanted}) == {"it": 1}
    assert await desk.saved_views(other) == []
    with pytest.raises(desk.ViewUnknown):
        await desk.drop_view(other, kept.id)


async def test_the_same_name_takes_the_new_filter_and_twelve_are_enough(db):
    clerk = await a_staff_member()
    for number in range(12):
        await desk.save_view(clerk, f"视图{number}", QueueFilter())

    await desk.save_view(clerk, "视图0", QueueFilter(view="mine"))
    with pytest.raises(desk.TooManyViews):
        await desk.save_view(clerk, "又一个", QueueFilter())
    with pytest.raises(desk.ViewNameWrong):
        await desk.save_view(clerk, "  ", QueueFilter())

    assert (await desk.saved_views(clerk))[0].wanted.view == "mine"


async def test_the_county_sees_every_township(db):
    county = await a_staff_member(role=Role.COUNTY_APPROVER, region="320699")
    await a_case("李甲", due_in=timedelta(days=1))
    await a_case("李乙", region="320699101201", due_in=timedelta(days=2))

    assert await names(county, view="all") == ["李甲", "李乙"]
    assert await names(county, view="all", town=OTHER_TOWNSHIP) == ["李乙"]


async def test_an_export_holds_what_is_filtered_and_is_noted(db):
    clerk = await a_staff_member()
    for _ in range(60):
        await a_case()
    await a_case(region=OTHER_VILLAGE)

    rows = await desk.export(clerk, QueueFilter(view="all", village="320699100201"))

    assert len(rows) == 60
    row = await database.fetch_one("SELECT * FROM audit_rows WHERE action = 'export'")
    assert '"cases":60' in row["detail"].replace(" ", "")


async def test_the_boards_figures_are_the_queues(db):
    county = await a_staff_member(role=Role.COUNTY_APPROVER, region="320699")
    clerk = await a_staff_member("张伟")
    await a_case(due_in=timedelta(days=-4), handler=clerk)
    await a_case(due_in=timedelta(days=1))
    await a_case(region="320699101201", stage="publicity")

    board, counts = await desk.board(county), (await desk.counts(county)).views

    assert board.total("open") == counts["all"] == 3
    assert board.total("over") == counts["overdue"] == 1
    assert board.total("waiting") == counts["waiting"] == 1
    town = next(one for one in board.towns if one.place == "320699100")
    tally = await desk.tally(clerk, QueueFilter(view="all"))
    assert (town.over, town.today + town.soon) == (tally.over, tally.today + tally.soon)
    assert [(one.name, one.open, one.over) for one in board.hands] == [("张伟", 1, 1)]


async def test_now_is_the_border_between_today_and_overdue(db):
    clerk = await a_staff_member()
    case = await a_case()
    await database.execute("UPDATE cases SET due_at = $2 WHERE id = $1", case.id, clock.now())

    assert (await desk.tally(clerk, QueueFilter())).over == 1
    assert (await desk.counts(clerk)).views["overdue"] == 1

"""Deadlines by the official calendar; beyond it provisional, never wrong and never refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import clock, database
from server.core.actors import SYSTEM
from server.registry import workdays

NOTICE_2027 = {
    date(2027, 1, 1): (False, "元旦"),
    date(2027, 1, 2): (False, "元旦"),
    date(2027, 1, 3): (True, "元旦"),
}


@pytest.fixture(autouse=True)
async def calendar(db):
    """The official calendar, and what a test changed forgotten afterwards."""
    await workdays.reload()
    yield
    await database.execute("DELETE FROM workdays WHERE day > $1", date(2026, 12, 31))
    await database.execute("DELETE FROM workday_years WHERE year > 2026")
    await workdays.load_official()


def at(text, hour=9):
    """A moment on the wall clock in Shanghai."""
    return datetime.fromisoformat(f"{text}T{hour:02d}:00:00+08:00")


def last_day(due):
    """The last day of a period."""
    return (clock.local(due.at) - timedelta(microseconds=1)).date().isoformat()


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-09-16", 5, "2026-09-22"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-04-30", 2, "2026-05-07"),
        ("2026-09-28", 5, "2026-10-10"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
    ],
)
def test_work_days_are_counted_as_the_state_council_says(start, count, last):
    due = workdays.deadline(at(start), workdays=count)
    assert (last_day(due), due.is_provisional) == (last, False)
    assert clock.local(due.at).strftime("%H:%M:%S") == "00:00:00"


@pytest.mark.parametrize(
    "day",
    ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
)
def test_the_weekends_one_works(day):
    assert workdays.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-02-23",
        "2026-04-06",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-07",
    ],
)
def test_the_holidays_one_does_not(day):
    assert not workdays.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("hour", [0, 8, 23])
def test_the_hour_of_the_day_does_not_move_the_deadline(hour):
    due = workdays.deadline(at("2026-11-24", hour), workdays=3)
    assert last_day(due) == "2026-11-27"


def test_the_day_is_the_day_in_shanghai():
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # the 25th there
    assert last_day(workdays.deadline(late, workdays=1)) == "2026-11-26"


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-11-24", 7, "2026-12-01"),
        ("2026-11-24", 4, "2026-11-30"),  # the 28th is a Saturday
        ("2026-09-25", 10, "2026-10-08"),  # inside the national holiday
        ("2026-09-15", 5, "2026-09-20"),  # a Sunday one works
    ],
)
def test_natural_days_end_on_a_day_offices_work(start, count, last):
    assert last_day(workdays.deadline(at(start), days=count)) == last


def test_hours_run_without_a_break():
    due = workdays.deadline(at("2026-10-01"), hours=72)
    assert due.at == at("2026-10-04")
    assert not due.is_provisional
    assert not workdays.deadline(at("2027-10-01"), hours=72).is_provisional


def test_a_period_that_leaves_the_known_years_is_provisional_and_counted_by_the_week():
    due = workdays.deadline(at("2026-12-30"), workdays=3)
    assert (last_day(due), due.is_provisional) == ("2027-01-04", True)
    assert not workdays.deadline(at("2026-12-30"), workdays=1).is_provisional


async def test_a_year_that_is_loaded_makes_it_final(db):
    await workdays.load_year(2027, NOTICE_2027, source="国办发明电", by=SYSTEM)
    due = workdays.deadline(at("2026-12-30"), workdays=3)
    assert (last_day(due), due.is_provisional) == ("2027-01-04", False)
    assert workdays.is_workday(date(2027, 1, 3))
    assert last_day(workdays.deadline(at("2026-12-30"), workdays=2)) == "2027-01-03"


async def test_loading_a_year_tells_once_and_leaves_a_trace(db):
    await workdays.load_year(2027, NOTICE_2027, source="国办发明电", by=SYSTEM)
    told = await database.fetch("SELECT event, subject FROM outbox_events")
    assert told == [{"event": "WorkdayYearLoaded", "subject": "2027"}]
    (row,) = await database.fetch("SELECT action, subject FROM audit_rows")
    assert row == {"action": "change-calendar", "subject": "workdays:2027"}


async def test_a_corrected_notice_takes_the_place_of_the_first(db):
    await workdays.load_year(2027, NOTICE_2027, source="国办发明电", by=SYSTEM)
    await workdays.load_year(2027, {date(2027, 1, 1): (False, "元旦")}, source="更正", by=SYSTEM)
    assert not workdays.is_workday(date(2027, 1, 3))


async def test_a_notice_with_a_day_of_another_year_is_refused_whole(db):
    with pytest.raises(workdays.DayOutsideYear):
        await workdays.load_year(
            2027, {**NOTICE_2027, date(2028, 1, 1): (False, "元旦")}, source="x", by=SYSTEM
        )
    assert workdays.deadline(at("2026-12-30"), workdays=3).is_provisional


async def test_a_day_off_at_short_notice_moves_deadlines(db):
    assert last_day(workdays.deadline(at("2026-11-24"), workdays=2)) == "2026-11-26"
    await workdays.set_day(
        date(2026, 11, 25), works=False, name="台风停工", source="县政府通知", by=SYSTEM
    )
    assert last_day(workdays.deadline(at("2026-11-24"), workdays=2)) == "2026-11-27"
    await workdays.load_official()
    assert not workdays.is_workday(date(2026, 11, 25))
    await workdays.set_day(date(2026, 11, 25), works=True, name="", source="撤销", by=SYSTEM)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-24", 3),
        ("2026-11-26", 1),
        ("2026-11-27", 0),
        ("2026-11-28", 0),
        ("2026-11-30", -1),
        ("2026-12-01", -2),
    ],
)
def test_what_is_left_counts_work_days_only(now, left):
    due = workdays.deadline(at("2026-11-24"), workdays=3)
    assert workdays.left(due.at, at(now)) == left


@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1)), st.integers(1, 30))
def test_a_deadline_ends_a_work_day_with_as_many_behind_it(start, count):
    moment = start.replace(tzinfo=UTC)
    due = workdays.deadline(moment, workdays=count)
    first, last = clock.local(moment).date(), date.fromisoformat(last_day(due))
    assert workdays.is_workday(last)
    passed = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(map(workdays.is_workday, passed)) == count
    assert workdays.left(due.at, moment) == count

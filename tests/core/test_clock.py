"""Time moves only by the offset, and tests may stop it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.core import clock, clock_offset

NEW_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


def test_the_day_is_the_one_in_shanghai():
    with clock.stopped_at(NEW_YEAR):
        assert clock.today() == date(2027, 1, 1)


def test_a_day_begins_at_midnight_in_shanghai():
    assert clock.start_of(date(2027, 1, 1)) == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_a_stopped_clock_does_not_stop_real_time():
    with clock.stopped_at(NEW_YEAR):
        assert clock.now() == NEW_YEAR
        assert clock.real_now() != NEW_YEAR


async def test_advancing_adds_up_and_is_read_back(db):
    await clock_offset.advance(timedelta(days=2))
    await clock_offset.advance(timedelta(hours=3))
    try:
        assert await clock_offset.load() == timedelta(days=2, hours=3)
        assert clock.now() - clock.real_now() > timedelta(days=2)
    finally:
        await clock_offset.reset()
    assert clock.offset() == timedelta(0)


async def test_production_never_moves_the_clock(db, monkeypatch):
    monkeypatch.setattr(type(clock_offset.settings()), "is_production", True)
    with pytest.raises(clock_offset.ClockIsReal):
        await clock_offset.advance(timedelta(days=1))

"""One way of writing for everything that comes in."""

from datetime import date

import pytest

from bots.understand import mask, tidy
from bots.understand.numbers import age_in, day_in, money_in, number
from bots.understand.slots import place_in
from bots.understand.sounds import syllables

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("醫療補貼怎麼申請", "医疗补贴怎么申请"),
        ("低保！！！！怎么办？？？", "低保!怎么办?"),
        ("嗯那个，请问一下，低保怎么办", "低保怎么办"),
        ("低 保 怎么 办", "低保怎么办"),
        ("好好好好好的", "好的"),
        ("👍低保👍", "低保"),
        ("你好", "你好"),
    ],
)
def test_ways_of_typing_become_one(typed, meant):
    assert tidy(typed) == meant


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("我身份证32069919490307001x", "我身份证[证件号]"),
        ("电话13812345678", "电话[电话]"),
        ("电话 138 1234 5678", "电话 [电话]"),
        ("座机0513-85123456", "座机[电话]"),
        ("卡号6222021102012345677", "卡号[卡号]"),
        ("我交了1200块", "我交了1200块"),
        ("三百一十九人", "三百一十九人"),
    ],
)
def test_numbers_that_name_a_person_go_no_further(typed, kept):
    assert mask(typed) == kept


@pytest.mark.parametrize(
    ("spoken", "value"),
    [
        ("一千二", 1200), ("三万五", 35_000), ("八十", 80), ("一百零五", 105), ("两千", 2000),
        ("十二", 12), ("1200", 1200), ("七万多"[:2], 70_000), ("1万2", 12_000), ("一万零五百", 10_500),
    ],
)  # fmt: skip
def test_spoken_numbers_are_numbers(spoken, value):
    assert number(spoken) == value


def test_ages_and_sums_are_heard():
    assert age_in("我妈八十多岁了") == 80
    assert age_in("今年七十九了") == 79
    assert money_in("住院花了七万多") == 7_000_000
    assert money_in("一个月一千二百块") == 120_000
    assert age_in("八百岁") is None


@pytest.mark.parametrize(
    ("spoken", "day"),
    [
        ("明天上午", date(2026, 11, 26)),
        ("下周三上午", date(2026, 12, 2)),
        ("星期五", date(2026, 11, 27)),
        ("周一", date(2026, 11, 30)),
        ("大后天", date(2026, 11, 28)),
        ("十二月五号", date(2026, 12, 5)),
        ("2月3日", date(2027, 2, 3)),
        ("二月三十号", None),
        ("没说哪天", None),
    ],
)
def test_spoken_days_are_days(spoken, day):
    assert day_in(spoken, TODAY) == day


def test_places_are_known_by_their_old_names():
    assert place_in("我是港闸的") == "崇川区"
    assert place_in("通州市那边") == "通州区"
    assert place_in("北京") is None


def test_what_sounds_alike_is_alike():
    assert syllables("底保") == syllables("低保") == syllables("dibao")
    assert syllables("林时救助") == syllables("临时救助") == syllables("ling si jiu zu")
    assert syllables("hello") == []

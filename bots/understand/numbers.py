"""Numbers, sums, ages and days as they are spoken."""

import re
from datetime import date, timedelta

_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WRITTEN = re.compile(r"\d+(?:\.\d+)?")
SPOKEN = r"(?:\d+(?:\.\d+)?[万千百]?\d*|[零一二两三四五六七八九十百千万〇]+)"

_AGE = re.compile(rf"({SPOKEN})(?:多|几|来)?(?:周)?岁|(?:今年|满|过)({SPOKEN})(?:了|多)")
_MONEY = re.compile(
    rf"({SPOKEN})(?:多|几|来)?(?:块|元|钱|铜钿)|(?:花了|挣|掏了|拿|收入|工资|存款)({SPOKEN})"
)
_PEOPLE = re.compile(rf"({SPOKEN})(?:口|个)人")
_GRADE = re.compile(r"([一二三四1234])级")
_WEEKDAY = re.compile(r"(下下?|这|本)?(?:周|星期|礼拜)([一二三四五六日天])")
_NEAR = {"今天": 0, "明天": 1, "明朝": 1, "后天": 2, "后朝": 2, "大后天": 3}
_DATE = re.compile(r"(\d{1,2}|[一二三四五六七八九十]+)月(\d{1,2}|[一二三四五六七八九十]+)[日号]?")
_PART = re.compile(r"上午|早上|早晨|中午|下午|傍晚|晚上")
_ANY = re.compile(r"[0-9零一二两三四五六七八九十百千万]")
_DAYS = re.compile(r"[天朝周月]|星期|礼拜")
_ANY_NUMBER = re.compile(SPOKEN)
_OLDEST = 120


def number(spoken: str) -> int | None:
    """一千二 is 1200, 三万五 35000, 80 is 80; nothing for what is no number."""
    if _WRITTEN.fullmatch(spoken):
        return int(float(spoken))
    if (mixed := re.fullmatch(r"(\d+(?:\.\d+)?)([万千百])(\d*)", spoken)) is not None:
        unit = {"万": 10_000, "千": 1000, "百": 100}[mixed[2]]
        return round(float(mixed[1]) * unit) + (int(mixed[3]) * unit // 10 if mixed[3] else 0)
    if "万" in spoken:
        high, _, low = spoken.partition("万")
        tail = _DIGITS[low] * 1000 if len(low) == 1 and low in _DIGITS else _below(low)
        return (_below(high) or 1) * 10_000 + tail
    return _below(spoken) if spoken and all(m in _DIGITS or m in _UNITS for m in spoken) else None


def _below(spoken: str) -> int:
    total, digit, unit = 0, 0, 1
    for mark in spoken:
        if mark in _UNITS:
            unit = _UNITS[mark]
            total += (digit or 1) * unit
            digit = 0
        elif mark in _DIGITS:
            digit = _DIGITS[mark]
            unit = 1 if mark in "零〇" else unit
    return total + digit * (unit // 10 if unit > 10 and digit else 1)  # noqa: PLR2004 - tens


def any_in(text: str) -> bool:
    """Whether any figure is spoken at all."""
    return _ANY.search(text) is not None


def speaks_of_a_day(text: str) -> bool:
    """Whether a day may be meant."""
    return _DAYS.search(text) is not None


def said_in(text: str) -> dict[str, int | None]:
    """Age, sum in fen, size of the household and grade of disability."""
    return {
        "age": age_in(text),
        "money_fen": money_in(text),
        "household_size": people_in(text),
        "disability_grade": grade_in(text) if "级" in text else None,
    }


def age_in(text: str) -> int | None:
    """How old somebody is said to be."""
    found = _AGE.search(text)
    age = number(found[1] or found[2]) if found else None
    return age if age is not None and age <= _OLDEST else None


def money_in(text: str) -> int | None:
    """A sum in fen."""
    found = _MONEY.search(text)
    yuan = number(found[1] or found[2]) if found else None
    return yuan * 100 if yuan is not None else None


def people_in(text: str) -> int | None:
    """How many people a household is said to have."""
    found = _PEOPLE.search(text)
    return number(found[1]) if found else None


def grade_in(text: str) -> int | None:
    """A grade of disability."""
    found = _GRADE.search(text)
    return number(found[1]) if found else None


def day_in(text: str, today: date) -> date | None:
    """The day meant: 明天, 下周三, 十月五号."""
    for word, days in sorted(_NEAR.items(), key=lambda pair: -len(pair[0])):
        if word in text:
            return today + timedelta(days=days)
    if (week := _WEEKDAY.search(text)) is not None:
        monday = today - timedelta(days=today.weekday())
        place = 6 if week[2] in "日天" else "一二三四五六".index(week[2])
        weeks = (week[1] or "").count("下")
        day = monday + timedelta(weeks=weeks, days=place)
        return day if day >= today or weeks else day + timedelta(weeks=1)
    found = _DATE.search(text)
    return _of_month(number(found[1]), number(found[2]), today) if found else None


def _of_month(month: int | None, day: int | None, today: date) -> date | None:
    try:
        meant = date(today.year, month or 0, day or 0)
    except ValueError:
        return None
    return meant if meant >= today else meant.replace(year=today.year + 1)


def part_of_day(text: str) -> str | None:
    """上午, 下午 and so on."""
    found = _PART.search(text)
    return found[0] if found else None


def number_in(text: str) -> int | None:
    """The first number of a reply, however it is written."""
    found = _ANY_NUMBER.search(text)
    return number(found[0]) if found else None

"""What each kind of template value may hold (the platform's table of prefixes)."""

import re

_CHINESE_DATE = r"(\d{4}年)?\d{1,2}月\d{1,2}日"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_MOMENT = rf"(?:(?:{_CHINESE_DATE}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})\s?)?{_CLOCK}"
_DAY = rf"(?:{_CHINESE_DATE}|\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}-\d{{1,2}})"
_DAY_AND_TIME = rf"{_DAY}(?:\s?{_CLOCK})?"
KINDS = {
    "thing": re.compile(r"[^\x00-\x1f\x7f]{1,20}"),
    "number": re.compile(r"(?=.{1,32}$)\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[!-~]{1,32}"),
    "time": re.compile(rf"{_MOMENT}(?:~{_MOMENT})?"),
    "date": re.compile(rf"{_DAY_AND_TIME}(?:~{_DAY_AND_TIME})?"),
    "amount": re.compile(r"[¥￥$]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "car_number": re.compile(r"[^\x00-\x1f]{1,8}"),
    "name": re.compile(r"[^\x00-\x1f]{1,10}|[!-~ ]{1,20}"),
    "phrase": re.compile(r"[㐀-鿿]{1,5}"),
    "enum": re.compile(r".{1,20}"),
}
_KEY = re.compile(r"([a-z_]+?)(\d+)")


def kind_of(key: str) -> str:
    """The prefix of a key, as `thing` of `thing4`; empty when there is none such."""
    found = _KEY.fullmatch(key)
    return found[1] if found and found[1] in KINDS else ""


def problem(data: object, keys: tuple[str, ...] | None) -> str:
    """What is wrong with the data of a card, as WeChat says it; empty when nothing is."""
    if not isinstance(data, dict) or not data:
        return "argument invalid! data invalid"
    if keys is not None and set(data) != set(keys):
        odd = sorted(set(data) ^ set(keys))[0]
        return f"argument invalid! data.{odd}.value is empty"
    for key, entry in data.items():
        kind = kind_of(key)
        value = entry.get("value") if isinstance(entry, dict) else None
        if not kind or not isinstance(value, str) or not KINDS[kind].fullmatch(value):
            return f"argument invalid! data.{key}.value invalid"
    return ""

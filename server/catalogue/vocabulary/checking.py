"""Checking values against the vocabulary: the value in its normal form, or why not."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from server.catalogue.vocabulary.loading import FactDef, find

# "I cannot tell" is an answer; it is kept, and asked of nobody again.
UNKNOWN = "unknown"
MOST_FEN = 10_000_000_000
_SHORTEST_ACCOUNT, _LONGEST_ACCOUNT = 12, 19


class _Wrong(ValueError):
    pass


def check(fact: FactDef, value: Any) -> Any:
    """The value in its normal form. Raises ValueError with a field code."""
    return _CHECKS[fact.type](fact, value)


def check_all(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is right of several values, and a field code for each that is not."""
    good: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, value in given.items():
        fact = find(key)
        if fact is None:
            wrong[key] = "field.fact_unknown"
            continue
        try:
            good[key] = value if value is None or value == UNKNOWN else check(fact, value)
        except ValueError as why:
            wrong[key] = str(why)
    return good, wrong


def _whole(fact: FactDef, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong("field.not_money" if fact.is_money else "field.not_a_number")
    most = fact.most or MOST_FEN
    if not fact.least <= value <= most:
        raise _Wrong("field.out_of_range")
    return value


def _truth(_: FactDef, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("field.not_yes_or_no")
    return value


def _choice(fact: FactDef, value: Any) -> str:
    # A list cannot be looked up in a set: ask for text first.
    if not isinstance(value, str) or value not in {choice.value for choice in fact.choices}:
        raise _Wrong("field.not_a_choice")
    return value


def _text(fact: FactDef, value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise _Wrong("field.not_text")
    text = value.strip()
    if len(text) > (fact.most or 2000):
        raise _Wrong("field.too_long")
    return text


def _day(_: FactDef, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _Wrong("field.not_a_date") from None


def _list(_: FactDef, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Wrong("field.not_a_list")
    return value


def _account(_: FactDef, value: Any) -> str:
    """Digits only; the check digit is not insisted on, since passbooks have none."""
    number = value.replace(" ", "") if isinstance(value, str) else ""
    if not number.isdigit() or not _SHORTEST_ACCOUNT <= len(number) <= _LONGEST_ACCOUNT:
        raise _Wrong("field.not_an_account")
    return number


_CHECKS: dict[str, Callable[[FactDef, Any], Any]] = {
    "int": _whole,
    "bool": _truth,
    "choice": _choice,
    "text": _text,
    "date": _day,
    "list": _list,
    "account": _account,
}

"""Citizen numbers by GB 11643: form, birth date, check character, gender."""

import re
from datetime import date

from server.core import clock
from server.registry.people.errors import IdNumberWrong

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"\d{17}[\dX]").fullmatch
_OLD = re.compile(r"\d{15}").fullmatch
ADULT = 18


def check_id_no(given: str) -> str:
    """The number in its normal form (upper-case X, no blanks). Raises IdNumberWrong."""
    number = given.strip().replace(" ", "").upper()
    if _OLD(number):
        raise IdNumberWrong(fields={"id_no": "field.old_id_number"})
    if not _FORM(number) or _CHECKS[_remainder(number)] != number[17]:
        raise IdNumberWrong(fields={"id_no": "field.wrong_id_number"})
    born_on(number)
    return number


def _remainder(number: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11


def born_on(number: str) -> date:
    """The birth date in a number. Raises IdNumberWrong for one that never was or is to come."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdNumberWrong(fields={"id_no": "field.wrong_id_number"}) from None
    if born.year < 1800 or born > clock.today():  # noqa: PLR2004
        raise IdNumberWrong(fields={"id_no": "field.wrong_id_number"})
    return born


def gender_of(number: str) -> str:
    """`male` when the 17th digit is odd."""
    return "male" if int(number[16]) % 2 else "female"


def is_adult(born: date, on: date) -> bool:
    """Whether somebody has turned 18 by a day."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years >= ADULT

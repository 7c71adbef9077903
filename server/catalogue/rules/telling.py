"""Reasons in one breath: what is unknown is said, and nobody is refused on an unsure figure."""

from collections.abc import Mapping
from typing import Any

from server.catalogue.parameters import Parameter
from server.catalogue.rules.base import Given, Reason, Step, Verdict
from server.core.money import yuan_short

STANDARD = "subsistence.standard"
MONTHS = 12
UNSET = "当地标准待核定"


def clause_of(parameter: Parameter | None, otherwise: str) -> str:
    """The local source where a value is set, else the national text and that none is."""
    return parameter.source if parameter else f"{otherwise}；{UNSET}"


def meets(rule: str, clause: str, text: str) -> Reason:
    """A condition that holds."""
    return Reason(rule, Verdict.MEETS, clause, text)


def unclear(rule: str, clause: str, text: str) -> Reason:
    """A condition nobody can tell yet."""
    return Reason(rule, Verdict.UNCLEAR, clause, text)


def does_not(rule: str, clause: str, text: str) -> Reason:
    """A condition that does not hold, by a figure of the law or by what somebody said."""
    return Reason(rule, Verdict.DOES_NOT, clause, text)


def by_choice(
    given: Given, key: str, rule: str, clause: str, words: Mapping[Any, tuple[Verdict, str]]
) -> Reason:
    """A verdict for each answer to one question; another or no answer is unclear."""
    verdict, text = words.get(given.fact(key), (Verdict.UNCLEAR, "还没说清，由工作人员问明白"))
    return Reason(rule, verdict, clause, text)


def took(label: str, fen: int) -> Step:
    """A line that adds as much as it says."""
    return Step(label, yuan_short(fen), fen, adds=True)


def whole_yuan(total: int) -> tuple[int, tuple[Step, ...]]:
    """Rounded half up to whole yuan, and the line that says by how much."""
    rounded = (total + 50) // 100 * 100
    if rounded == total:
        return total, ()
    said = f"{yuan_short(total)} → {yuan_short(rounded)}"
    return rounded, (Step("四舍五入到元", said, rounded - total, adds=True),)

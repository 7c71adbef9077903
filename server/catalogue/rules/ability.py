"""GB/T 42195-2022: 26 scores, five levels, and what makes a level worse.

Higher scores are better; every item must be answered. Home services and the allowances for the
old use the same function.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.catalogue.rules.base import Given

MOST = (4,) * 8 + (4, 4, 4, 3) + (4,) * 6 + (1, 1, 2) + (2, 2, 4, 3, 4)
_PARTS = ((0, 8), (8, 12), (12, 21), (21, 26))
_LEVELS = ((90, 0), (66, 1), (46, 2), (30, 3), (0, 4))
COMPLETE, MODERATE = 4, 2
_RISKS = 2
NAMES = ("能力完好", "轻度失能", "中度失能", "重度失能", "完全失能")


class ScoresWrong(ValueError):
    """Not 26 whole scores within their limits; a missing one is no zero."""


@dataclass(frozen=True)
class Level:
    """The level by the sum, the final one, the sums by part, and why it was made worse."""

    total: int
    parts: tuple[int, ...]
    preliminary: int
    final: int
    why: tuple[str, ...]
    is_inconsistent: bool

    @property
    def name(self) -> str:
        """What the final level is called."""
        return NAMES[self.final]


def ability_level(
    scores: Sequence[int],
    *,
    coma: bool = False,
    diagnosed: bool = False,
    risk_events: int = 0,
    is_stacked: bool = False,
) -> Level:
    """Judge one assessment. Raises ScoresWrong.

    A coma is the last level whatever the sum. A dementia or a psychiatric diagnosis, and two risk
    events in 30 days, each make it one worse; both together one, unless a place says two
    (`is_stacked`): the standard does not say.
    """
    _check(scores)
    total = sum(scores)
    first = next(level for least, level in _LEVELS if total >= least)
    parts = tuple(sum(scores[start:end]) for start, end in _PARTS)
    if coma:
        return Level(total, parts, first, COMPLETE, ("昏迷",), total >= _LEVELS[3][0])
    why = ("确诊痴呆或精神疾病",) * diagnosed + ("30天内有两次以上意外",) * (risk_events >= _RISKS)
    worse = len(why) if is_stacked else min(1, len(why))
    return Level(total, parts, first, min(COMPLETE, first + worse), why, is_inconsistent=False)


def _check(scores: Sequence[int]) -> None:
    right = len(scores) == len(MOST) and all(
        type(score) is int and 0 <= score <= most for score, most in zip(scores, MOST, strict=True)
    )
    if not right:
        raise ScoresWrong


def level_of(given: Given) -> int | None:
    """The level told, or worked out from scores; None where nobody was assessed."""
    scores = given.facts.get("ability.scores")
    if isinstance(scores, list):
        try:
            return ability_level(
                scores,
                coma=given.facts.get("ability.coma") is True,
                diagnosed=given.facts.get("ability.diagnosed") is True,
                risk_events=int(given.facts.get("ability.risk_events") or 0),
            ).final
        except ScoresWrong:
            return None
    told = given.fact("ability.level")
    return int(told) if isinstance(told, str) and told.isdigit() else None

"""How many civil-affairs staff a township needs: Jiangsu and Jilin count otherwise.

The documents overlap at their own boundaries; there the lower number holds and is marked. The
thresholds are a parameter, `[population up to, at least]`, the last with 0 for no end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLDS = "staffing.thresholds"


@dataclass(frozen=True)
class Staffing:
    """The least number, how many are missing, and whether the population lies on a boundary."""

    least: int
    gap: int
    is_boundary: bool


def staffing_of(population: int, actual: int, thresholds: Sequence[Sequence[int]]) -> Staffing:
    """What a township of that population needs beside those who work there, seconded ones left out.

    Raises ValueError where the thresholds have no open end.
    """
    for upto, least in thresholds:
        if not upto or population <= upto:
            return Staffing(least, max(0, least - actual), is_boundary=population == upto)
    raise ValueError("the last threshold needs no end: 0")

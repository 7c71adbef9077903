"""Whether a difference matters: the rules asked with what was said instead of what was found."""

from dataclasses import dataclass

from server.casework import cases
from server.casework.desk.service import StaffCase
from server.catalogue import estimates
from server.catalogue.rules import Verdict


@dataclass(frozen=True)
class Weight:
    """What taking somebody at their word would change: the verdict, the amount, or nothing."""

    turns_verdict: bool
    amount_fen: int | None
    shifts_amount: bool

    @property
    def matters(self) -> bool:
        """Whether it changes anything."""
        return self.turns_verdict or self.shifts_amount


def weigh(seen: StaffCase) -> dict[str, Weight]:
    """By fact, of each that differs: what it changes."""
    return {
        row.fact.key: _weight(seen, row.fact.key, row.declared)
        for row in seen.picture.household
        if row.state == "differs"
    }


def _weight(seen: StaffCase, key: str, declared: object) -> Weight:
    as_said = estimates.estimate(
        seen.item,
        seen.item.lane(seen.case.lane),
        facts={**seen.picture.known.merged, key: declared},
        known=cases.parameters_of(seen.case),
    )
    turns = as_said.verdict is not seen.live.verdict
    both_refuse = as_said.verdict is seen.live.verdict is Verdict.DOES_NOT
    shifts = not both_refuse and as_said.amount_fen != seen.live.amount_fen
    return Weight(turns, as_said.amount_fen, shifts)

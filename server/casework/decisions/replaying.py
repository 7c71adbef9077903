"""Replaying decided cases under a changed definition: whose outcome or amount would be another."""

from dataclasses import dataclass

import msgspec

from server.casework import cases
from server.casework.cases import Case
from server.casework.decisions.models import Decision
from server.catalogue import estimates
from server.catalogue.estimates import Estimate
from server.catalogue.items import Item

_AT_A_TIME = 500


@dataclass(frozen=True)
class Shift:
    """A case that would come out otherwise; amounts in fen, None where the rules name none."""

    case_no: str
    verdict: str
    amount_fen: int | None
    would_be: str
    would_be_fen: int | None


@dataclass(frozen=True)
class Replay:
    """How many decided cases were judged again, and which of them would differ."""

    judged: int
    shifts: tuple[Shift, ...]


async def replay(item: Item) -> Replay:
    """Judge every decided case of an item again by another definition of it; changes nothing.

    The facts are those of the case; the parameters are those of the day it was sent in. A lane
    that the definition no longer has is left out: it has nothing to say of those cases.
    """
    lanes = {lane.code for lane in item.lanes}
    judged, shifts, last = 0, list[Shift](), ""
    while True:
        query = Case.filter(
            item_code=item.code, stage__in=["approved", "closed", "refused"], case_no__gt=last
        )
        page = await query.order_by("case_no").limit(_AT_A_TIME)
        for case in page:
            if case.lane in lanes and case.submitted_at is not None:
                judged += 1
                shifts += await _shift(case, item)
        if len(page) < _AT_A_TIME:
            return Replay(judged, tuple(shifts))
        last = page[-1].case_no


async def _shift(case: Case, item: Item) -> list[Shift]:
    decision = await Decision.get_or_none(case_id=case.id)
    if decision is None or decision.outcome is None:
        return []
    before = msgspec.json.decode(decision.verdict, type=Estimate)
    known = await cases.known_of(case)
    after = estimates.estimate(
        item, item.lane(case.lane), facts=known.merged, known=cases.parameters_of(case)
    )
    if (before.verdict, before.amount_fen) == (after.verdict, after.amount_fen):
        return []
    return [Shift(case.case_no, before.verdict, before.amount_fen, after.verdict, after.amount_fen)]

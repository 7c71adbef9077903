"""Opening ends by the lane's period; the poster shows the item's whitelist only."""

from dataclasses import dataclass
from datetime import datetime

from server.casework import cases
from server.casework.cases import Case
from server.casework.publicity.events import PublicityClosed
from server.casework.publicity.holding import code_of, is_held
from server.core import clock, database, outbox
from server.core.actors import SYSTEM
from server.core.privacy import mask_name
from server.registry import regions


@dataclass(frozen=True)
class Poster:
    """What hangs in the village: whitelisted fields, masked."""

    place: str
    name: str
    category: str
    amount_fen: int | None
    opens_at: datetime
    until: datetime
    office: str
    phone: str
    code: str


def until(case: Case, start: datetime) -> datetime | None:
    """When posting ends for a lane that posts; None for one that does not."""
    limit = cases.item_of(case).lane(case.lane).publicity
    return cases.deadline_of(case, limit, start).at if limit else None


async def poster(case: Case, amount_fen: int | None) -> Poster | None:
    """The poster of a case that is being posted, or None."""
    if case.stage != "publicity" or case.publicity_until is None:
        return None
    item, office = cases.item_of(case), regions.office_for(case.office_code)
    allowed = set(item.may_publish)
    return Poster(
        place=regions.of(case.region_code).name,
        name=mask_name(case.applicant_name) if "applicant_name_masked" in allowed else "",
        category=item.title if "category" in allowed else "",
        amount_fen=amount_fen if "amount" in allowed else None,
        opens_at=case.stage_at,
        until=case.publicity_until,
        office=office.name,
        phone=office.phone,
        code=await code_of(case),
    )


async def close_due() -> int:
    """Take down what has hung long enough and nobody objects to; the case goes on to review."""
    rows = await database.fetch(
        "SELECT case_no FROM cases c WHERE stage = 'publicity' AND publicity_until <= $1"
        " AND NOT EXISTS (SELECT 1 FROM publicity_holds h WHERE h.case_id = c.id)"
        " ORDER BY publicity_until LIMIT 200",
        clock.now(),
    )
    for row in rows:
        async with database.transaction():
            case = await cases.locked(row["case_no"])
            if case.stage == "publicity" and not await is_held(case):
                await cases.move(case, "close_publicity", by=SYSTEM)
                await outbox.publish(PublicityClosed(case.case_no))
    return len(rows)

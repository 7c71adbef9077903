"""Cases as rows, at any stage, without the journey that leads there."""

from datetime import timedelta
from itertools import count

from server.casework import cases
from server.catalogue import items
from server.core import clock, database, ids
from server.registry import people
from tests.factories.registry import VILLAGE, a_household, a_person, a_resident

_numbers = count(1)


async def a_case(
    name: str = "", *, stage="checking", region=VILLAGE, handler=None, due_in=timedelta(days=30),
    person=None, lane="expenditure", still_for=timedelta(),
):  # fmt: skip
    """One case of an applicant with a household; `handler` is the actor who has it."""
    person = person or await a_person(name)
    home = await a_household((person, "本人"))
    resident = await a_resident(person=person)
    item, now = items.current("temporary-relief", clock.today()), clock.now()
    case_no = f"XZ-20260918-{next(_numbers):04d}-T"
    await database.execute(
        "INSERT INTO cases (id, case_no, item_code, item_version, lane, cause, account_id,"
        " applicant_id, household_id, applicant_name, applicant_pinyin, region_code, office_code,"
        " county_code, channel, stage, stage_at, handler_id, claimed_at, created_at, saved_at,"
        " submitted_at, accepted_at, accept_by, decide_by, due_at, due_is_provisional,"
        " publicity_until) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $12, $13,"
        " 'h5', $14, $15, $16, $17, $18, $18, $18, $18, $19, $19, $19, false, $20)",
        ids.new(),
        case_no,
        item.code,
        item.version,
        lane,
        resident.account_id,
        person.id,
        home.id,
        person.name,
        people.pinyin_of(person.name),
        region,
        region[:9],
        region[:6],
        stage,
        now - still_for,
        handler.staff_id if handler else None,
        now if handler else None,
        now - timedelta(days=9),
        now + due_in,
        now + timedelta(days=5) if stage == "publicity" else None,
    )
    return await cases.of(case_no)

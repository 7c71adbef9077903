"""Reminding people of deadlines of their own before they pass."""

from server.casework import cases, corrections
from server.catalogue import parameters
from server.contact.notices.reacting import tell_of_case
from server.core import clock, database
from server.registry import workdays

_OPEN = """
SELECT c.case_no FROM cases c JOIN corrections k ON k.case_id = c.id
 WHERE c.stage = 'correction' AND k.answered_at IS NULL AND k.answer_by > $1
 ORDER BY k.answer_by LIMIT 500
"""


async def remind_of_corrections() -> int:
    """Tell, once a round, whoever has an answer due within the parameter's work days."""
    told = 0
    for row in await database.fetch(_OPEN, clock.now()):
        case = await cases.of(row["case_no"])
        last = (await corrections.rounds_of(case))[-1]
        held = parameters.current(case.region_code, clock.today())
        soon = int(held.value("contact.remind_workdays", 2))
        asked_today = clock.local(last.asked_at).date() == clock.today()
        if asked_today or workdays.left(last.answer_by, clock.now()) > soon:
            continue
        told += await tell_of_case(
            case.case_no, "correction-due", due=last.answer_by, again=f":{last.round}"
        )
    return told

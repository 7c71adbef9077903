"""Which registers are asked for a case: only what the item needs, only whom consent covers."""

from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.core import clock, database, ids
from server.registry import consents

_PLAN = """
INSERT INTO register_queries (query_no, case_no, person_id, register, purpose, facts, consent_no,
  state, as_of, attempts, created_at, due_at)
SELECT $1, $2, $3, $4, $5, $6::text[], $7, 'waiting', $8, 0, $9, $9
 WHERE NOT EXISTS (SELECT 1 FROM register_queries
   WHERE case_no = $2 AND person_id = $3 AND register = $4
     AND state IN ('waiting', 'asked', 'answered'))
ON CONFLICT DO NOTHING
"""


async def plan_for_case(case_no: str) -> None:
    """After submission: questions for everybody who has signed so far."""
    case = await cases.of(case_no)
    for consent in await consents.standing(case_no):
        await _plan(case, consent.person_id, consent.consent_no)


async def plan(case_no: str, person_id: UUID) -> None:
    """After another adult has signed: questions about that adult."""
    case = await cases.of(case_no)
    consent = await consents.standing_of(person_id, case_no)
    await _plan(case, person_id, consent.consent_no)


async def _plan(case: Case, person_id: UUID, consent_no: str) -> None:
    item = cases.item_of(case)
    registers = item.registers_of(item.lane(case.lane))
    for register in registers:
        wanted = [key for key in item.facts_from(register) if key != "identity.matches"]
        if register == "public-security" or not wanted:
            continue
        await database.execute(
            _PLAN,
            ids.public_no("Q", 16),
            case.case_no,
            person_id,
            register,
            item.code,
            wanted,
            consent_no,
            clock.today(),
            clock.now(),
        )

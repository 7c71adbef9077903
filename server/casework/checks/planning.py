"""Which registers are asked for a case: only what the item needs, only whom consent covers."""

from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.core import clock, database, ids
from server.registry import consents
from server.registry.consents import Consent

_PLAN = """
INSERT INTO register_queries (query_no, case_no, person_id, register, purpose, facts, consent_no,
  state, as_of, attempts, created_at, due_at)
SELECT $1, $2, $3, $4, $5, $6::text[], $7, 'waiting', $8, 0, $9, $9
 WHERE NOT EXISTS (SELECT 1 FROM register_queries
   WHERE case_no = $2 AND person_id = $3 AND register = $4 AND state IN ('waiting', 'asked'))
ON CONFLICT DO NOTHING
"""
# What a register has told of somebody holds as long as it says, or as long as such facts do.
_STANDING = """
SELECT key FROM facts WHERE subject_id = $1 AND source = $2 AND superseded_at IS NULL
   AND contested_at IS NULL AND valid_until >= $3 AND (case_no = $4 OR case_no IS NULL)
"""


async def plan_for_case(case_no: str) -> None:
    """After submission: questions for everybody who has signed so far."""
    case = await cases.of(case_no)
    for consent in await consents.standing(case_no):
        await _plan(case, consent)


async def plan(case_no: str, person_id: UUID) -> None:
    """After another adult has signed: questions about that adult."""
    case = await cases.of(case_no)
    consent = await consents.standing_of(person_id, case_no)
    await _plan(case, consent)


async def _plan(case: Case, consent: Consent) -> None:
    """One question for each register of the item that this consent covers and that is not known."""
    item = cases.item_of(case)
    for register in item.registers_of(item.lane(case.lane)):
        # Who somebody is was settled before anybody could sign.
        if register == "public-security" or register not in consent.registers:
            continue
        standing = await _standing(case.case_no, consent.person_id, register)
        wanted = [key for key in item.facts_from(register) if key not in standing]
        if wanted:
            await database.execute(
                _PLAN,
                ids.public_no("Q", 16),
                case.case_no,
                consent.person_id,
                register,
                item.code,
                wanted,
                consent.consent_no,
                clock.today(),
                clock.now(),
            )


async def _standing(case_no: str, person_id: UUID, register: str) -> set[str]:
    rows = await database.fetch(
        _STANDING, person_id, f"register:{register}", clock.today(), case_no
    )
    return {row["key"] for row in rows}

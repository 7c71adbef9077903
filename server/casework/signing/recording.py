"""What staff record of an adult in front of them: fingerprint, assent after reading, paper."""

from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.casework.signing.errors import WitnessUnfit
from server.core import database
from server.core.actors import CASE_ROLES, Actor
from server.core.errors import NotAllowed
from server.registry import delegations, people
from server.registry.consents import Proof

METHODS = ("fingerprint", "read_aloud", "paper")
_PAYEE = "payment.holder"


async def record(case_no: str, person_id: UUID, *, method: str, witness: str, by: Actor) -> None:
    """Keep the agreement of an adult who signed in front of staff; worth what a signature is.

    Raises CaseUnknown, WitnessUnfit.
    """
    if by.role not in CASE_ROLES:
        raise NotAllowed
    if method not in METHODS:
        raise WitnessUnfit(fields={"method": "field.not_a_choice"})
    async with database.transaction():
        case = await cases.locked(case_no)
        await _check_witness(case, person_id, witness.strip(), by)
        await cases.settle(case, person_id, Proof(method, witness=witness.strip()), by=by)


async def _check_witness(case: Case, person_id: UUID, witness: str, by: Actor) -> None:
    if not witness:
        raise WitnessUnfit(fields={"witness": "field.missing"})
    helpers = await delegations.standing(case.applicant_id)
    known = await cases.known_of(case)
    barred = {
        (await people.of(person_id)).name,
        by.name,
        str(known.merged.get(_PAYEE) or ""),
        *(helper.delegate_name for helper in helpers),
    }
    if any(cases.same_name(witness, name) for name in barred if name):
        raise WitnessUnfit(fields={"witness": "field.witness_unfit"})

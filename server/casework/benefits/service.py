"""Entering grants."""

from server.casework import cases, decisions, reserve
from server.casework.benefits.instalments import start
from server.core import database
from server.registry import entitlements


async def enter(case_no: str) -> None:
    """Enter a case's grant into the ledger; once, however often it runs.

    What was given first is part of it; what an earlier grant for the same cause brought is not
    entered again. The rest is one payment until somebody plans it in parts.
    """
    async with database.transaction():
        case = await cases.locked(case_no)
        decision = await decisions.of_case(case)
        if decision is None or decision.outcome != "grant" or decision.amount_fen is None:
            return
        counted = await reserve.count_towards(case)
        new = decision.amount_fen - counted.granted_fen
        if new > 0:
            await entitlements.grant(
                case.applicant_id,
                item_code=case.item_code,
                case_no=case_no,
                amount_fen=new,
                basis=decision.decision_no or "",
                by=f"staff:{decision.decided_by}",
            )
        await start(case, counted.rest_of(decision.amount_fen))

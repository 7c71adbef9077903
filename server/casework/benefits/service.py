"""Entering grants."""

from server.casework import cases, decisions
from server.registry import entitlements


async def enter(case_no: str) -> None:
    """Enter a case's grant into the ledger; once, however often it runs."""
    case = await cases.of(case_no)
    decision = await decisions.of_case(case)
    if decision is None or decision.outcome != "grant" or decision.amount_fen is None:
        return
    await entitlements.grant(
        case.applicant_id,
        item_code=case.item_code,
        case_no=case_no,
        amount_fen=decision.amount_fen,
        basis=decision.decision_no or "",
        by=f"staff:{decision.decided_by}",
    )

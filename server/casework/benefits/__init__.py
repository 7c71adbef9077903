"""Benefits: a decided grant becomes a line in the ledger, and money that is paid in parts."""

from server.casework.benefits.instalments import (
    Instalment,
    Part,
    PlanInvalid,
    instalments_of,
    paid,
    plan,
)
from server.casework.benefits.service import enter

__all__ = ["Instalment", "Part", "PlanInvalid", "enter", "instalments_of", "paid", "plan"]

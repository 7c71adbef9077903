"""Who answers what, who needs a consent, and how long it takes."""

from datetime import datetime, timedelta
from typing import Any

from server.core import clock
from server.sandbox.state import State

REGISTERS = {
    "public-security": ("identity.matches", "identity.alive", "household.members", "residence.permit"),
    "civil-affairs": (
        "marriage.status", "benefits.existing", "destitute.status", "cremation.date",
    ),
    "medical-insurance": (
        "medical.insured", "medical.total_cost_12m", "medical.reimbursed_12m",
        "medical.own_payment_12m",
    ),
    "social-security": (
        "pension.monthly", "employment.insured", "employment.contribution_base",
        "unemployment.benefit",
    ),
    "banks": ("bank.deposits", "bank.securities", "bank.insurance_value"),
}  # fmt: skip
NOT_CONNECTED = ("tax", "real-estate", "vehicles", "market", "housing-fund", "disability",
                 "agriculture", "veterans", "education", "courts", "prisons")  # fmt: skip
# Asked before anybody has signed: who it is, and what they already receive.
FREE = frozenset({"identity.matches", "identity.alive", "household.members", "benefits.existing"})
MONEY_OR_HEALTH = frozenset({"medical-insurance", "social-security", "banks", "tax"})
REGISTER_OF = {key: register for register, keys in REGISTERS.items() for key in keys}
_SATURDAY = 5


def mode_of(state: State, register: str, id_no: str) -> dict[str, Any]:
    """What was programmed for this register, or for this person in it."""
    modes = state.register_modes
    return modes.get(f"{register}:{id_no}") or modes.get(f"{register}:*") or {}


def ready_at(register: str, mode: dict[str, Any]) -> datetime:
    """When an answer is there, in system time."""
    now = clock.now()
    if "delay" in mode:
        return now + timedelta(seconds=float(mode["delay"]))
    if register == "medical-insurance":
        return now + timedelta(seconds=2)
    return _after_workdays(now, 2) if register == "banks" else now


def _after_workdays(moment: datetime, days: int) -> datetime:
    while days:
        moment += timedelta(days=1)
        if clock.local(moment).weekday() < _SATURDAY:
            days -= 1
    return moment

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
    "tax": ("tax.wage_income_12m", "tax.labour_income_12m"),
    "real-estate": ("real_estate.dwellings",),
    "vehicles": ("vehicles.owned",),
    "market": ("market.interests",),
    "banks": ("bank.deposits", "bank.securities", "bank.insurance_value"),
    "housing-fund": (
        "housing_fund.base", "housing_fund.monthly_payment", "housing_fund.balance",
    ),
    "disability": ("disability.categories", "disability.level", "disability.valid_until"),
    "agriculture": ("agriculture.subsidies_year", "agriculture.contracted_land"),
    "veterans": ("veterans.category", "veterans.allowance_monthly"),
    "education": ("education.stage", "education.is_enrolled"),
    "courts": ("courts.support_judgments",),
    "prisons": ("prisons.serving", "prisons.until"),
}  # fmt: skip
# Asked before anybody has signed: who it is, and what they already receive.
FREE = frozenset({"identity.matches", "identity.alive", "household.members", "benefits.existing"})
MONEY_OR_HEALTH = frozenset({
    "medical-insurance", "social-security", "banks", "tax", "real-estate", "vehicles", "market",
    "housing-fund", "disability", "agriculture", "veterans", "prisons",
})  # fmt: skip
REGISTER_OF = {key: register for register, keys in REGISTERS.items() for key in keys}
_SATURDAY = 5
# Most answer at once; these look first.
_SECONDS = {"medical-insurance": 2, "real-estate": 30, "courts": 3600}


def mode_of(state: State, register: str, id_no: str) -> dict[str, Any]:
    """What was programmed for this register, or for this person in it."""
    modes = state.register_modes
    return modes.get(f"{register}:{id_no}") or modes.get(f"{register}:*") or {}


def ready_at(register: str, mode: dict[str, Any]) -> datetime:
    """When an answer is there, in system time."""
    now = clock.now()
    if "delay" in mode:
        return now + timedelta(seconds=float(mode["delay"]))
    if register == "banks":
        return _after_workdays(now, 2)
    return now + timedelta(seconds=_SECONDS.get(register, 0))


def _after_workdays(moment: datetime, days: int) -> datetime:
    while days:
        moment += timedelta(days=1)
        if clock.local(moment).weekday() < _SATURDAY:
            days -= 1
    return moment

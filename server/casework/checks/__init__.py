"""Checks: real names, and what registers say for a case, asked as each adult's consent allows."""

from server.casework.checks.asking import ask_due, give_up_late
from server.casework.checks.batches import send_batches
from server.casework.checks.events import RegisterAnswered
from server.casework.checks.picture import FactRow, Picture, QueryState, line, picture
from server.casework.checks.planning import plan, plan_for_case
from server.casework.checks.real_name import NameDoesNotMatch, PersonDied, real_name
from server.casework.checks.results import store_result

__all__ = [
    "FactRow",
    "NameDoesNotMatch",
    "PersonDied",
    "Picture",
    "QueryState",
    "RegisterAnswered",
    "ask_due",
    "give_up_late",
    "line",
    "picture",
    "plan",
    "plan_for_case",
    "real_name",
    "send_batches",
    "store_result",
]

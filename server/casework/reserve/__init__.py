"""The township's petty cash (备用金): two payers, one receipt, only ever added to."""

from server.casework.reserve.counting import (
    Counted,
    Earlier,
    SameCauseInvalid,
    count_towards,
    counted,
    earlier_of,
    link_same_cause,
)
from server.casework.reserve.errors import (
    CountyMustAgree,
    EntryUnknown,
    NotAnUrgentLane,
    NotTheSecondPayer,
    PaymentInvalid,
    ReserveTooLow,
)
from server.casework.reserve.events import AidGiven
from server.casework.reserve.queries import (
    Balance,
    Entry,
    balances,
    given_fen,
    ledger,
    of_case,
    papers_waiting,
)
from server.casework.reserve.rules import Payment
from server.casework.reserve.service import (
    MovementInvalid,
    confirm,
    fund,
    give_back,
    make_up,
    pay,
)

__all__ = [
    "AidGiven",
    "Balance",
    "Counted",
    "CountyMustAgree",
    "Earlier",
    "Entry",
    "EntryUnknown",
    "MovementInvalid",
    "NotAnUrgentLane",
    "NotTheSecondPayer",
    "Payment",
    "PaymentInvalid",
    "ReserveTooLow",
    "SameCauseInvalid",
    "balances",
    "confirm",
    "count_towards",
    "counted",
    "earlier_of",
    "fund",
    "give_back",
    "given_fen",
    "ledger",
    "link_same_cause",
    "make_up",
    "of_case",
    "papers_waiting",
    "pay",
]

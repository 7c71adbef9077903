"""Who may pay how much, with whom."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from server.casework.reserve.errors import CountyMustAgree, PaymentInvalid


@dataclass(frozen=True)
class Payment:
    """Help as it is handed over: in cash or in kind, by two people, against one receipt.

    `agreed_by` is who agreed for the county; `once` makes a second press the same payment.
    """

    amount_fen: int
    form: Literal["cash", "kind"]
    second_payer: UUID | None
    receiver: str
    once: str
    goods: str = ""
    agreed_by: UUID | None = None
    note: str = ""


def check_payment(payment: Payment, first_payer: UUID | None) -> None:
    """Whole, and by two different people. Raises PaymentInvalid."""
    wrong: dict[str, str] = {}
    if payment.amount_fen <= 0:
        wrong["amount"] = "field.missing"
    if payment.second_payer is None:
        wrong["second_payer"] = "field.missing"
    elif first_payer is None or payment.second_payer == first_payer:
        wrong["second_payer"] = "field.same_person"
    if payment.form not in {"cash", "kind"}:
        wrong["form"] = "field.not_a_choice"
    if payment.form == "kind" and not payment.goods.strip():
        wrong["goods"] = "field.missing"
    if not payment.receiver.strip():
        wrong["receiver"] = "field.missing"
    if wrong:
        raise PaymentInvalid(fields=wrong)


def check_limit(total_fen: int, limit_fen: int | None, *, county_agrees: bool) -> None:
    """Within the township's limit, or with the county's word. Raises CountyMustAgree."""
    if county_agrees or (limit_fen is not None and total_fen <= limit_fen):
        return
    raise CountyMustAgree(fields={"agreed_by": "field.missing"})

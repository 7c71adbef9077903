"""What may not be with the petty cash."""

from server.core.errors import Conflict, Invalid, NotAllowed, NotFound


class ReserveTooLow(Conflict):
    """There is not that much left in the reserve."""

    code = "reserve.too_low"


class PaymentInvalid(Invalid):
    """Without an amount, a receiver, the goods, or with one payer only; `fields` says which."""

    code = "reserve.payment_invalid"


class CountyMustAgree(Invalid):
    """Above the township's limit, or no limit is set: somebody of the county agrees first."""

    code = "reserve.county_must_agree"


class NotAnUrgentLane(Conflict):
    """Help before the decision belongs to the urgent lanes; the case can be converted."""

    code = "reserve.not_an_urgent_lane"


class NotTheSecondPayer(NotAllowed):
    """A payment is confirmed by the second payer in person."""

    code = "reserve.not_the_second_payer"


class EntryUnknown(NotFound):
    """No such payment in this office."""

    code = "reserve.entry_unknown"

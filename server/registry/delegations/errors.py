"""What may not be with a mandate."""

from server.core.errors import Conflict, Invalid, NotAllowed, NotFound


class MandateUnknown(NotFound):
    """No such mandate, or it is no business of the asker."""

    code = "delegations.unknown"


class MandateInvalid(Invalid):
    """A mandate without its end, its way of being given, or its witness."""

    code = "delegations.invalid"


class NotYoursToGive(NotAllowed):
    """Only the person themself, or staff in their presence, gives or widens a mandate."""

    code = "delegations.not_yours"


class DelegateUnfit(Conflict):
    """Oneself, a minor, or somebody from whom one must be protected."""

    code = "delegations.unfit"

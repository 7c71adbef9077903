"""What may not be with telling and calling."""

from server.core.errors import Conflict, Invalid, NotFound


class ChannelUnknown(Invalid):
    """No such way of being told."""

    code = "notices.channel_unknown"


class CallUnknown(NotFound):
    """No such call to make, or none of the asker's area."""

    code = "notices.call_unknown"


class CallDone(Conflict):
    """Somebody has already settled this call."""

    code = "notices.call_done"


class OutcomeUnclear(Invalid):
    """A call ends in one of a few ways, and a failed one says what was tried."""

    code = "notices.outcome_unclear"

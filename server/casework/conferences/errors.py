"""What may not be with a conference."""

from server.core.errors import Conflict, Invalid, NotFound


class ConferenceInvalid(Invalid):
    """Without a question or a reason, minutes without words, or a task without who, what, when."""

    code = "conferences.invalid"


class ConferenceOpen(Conflict):
    """The case has a conference that has not been held yet."""

    code = "conferences.open_already"


class ConferenceUnknown(NotFound):
    """No conference of that number in this office."""

    code = "conferences.unknown"


class LinkEnded(NotFound):
    """The link has ended: answered for good, taken back, or past its day."""

    code = "conferences.link_ended"

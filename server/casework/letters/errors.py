"""What may not be with a letter."""

from server.core.errors import Conflict, Invalid, NotFound, Unavailable


class LetterUnknown(NotFound):
    """No such letter, or none the asker may know of."""

    code = "letters.unknown"


class LetterReplaced(Conflict):
    """A corrected letter has taken its place; that one counts."""

    code = "letters.replaced"


class AlreadyServed(Conflict):
    """It has been served; the first day of service counts and stays."""

    code = "letters.already_served"


class ServiceInvalid(Invalid):
    """The proof of service lacks what its way of serving needs."""

    code = "letters.service_invalid"


class NotDrawnYet(Unavailable):
    """The letter is issued; its PDF is being made and follows within moments."""

    code = "letters.not_drawn_yet"

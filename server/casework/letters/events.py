"""What letters tell."""

from server.core.events import Event, event


@event
class LetterIssued(Event):
    """A letter has its number and its words, for good."""

    case_no: str
    letter_id: str


@event
class LetterReissued(Event):
    """A corrected letter has taken the place of an earlier one."""

    case_no: str
    letter_id: str


@event
class LetterServed(Event):
    """A letter has reached its addressee, with proof; the periods for an appeal run."""

    case_no: str
    letter_id: str

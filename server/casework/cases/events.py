"""What happens to a case."""

from server.core.events import Event, event


@event
class CaseSubmitted(Event):
    """An application has been sent in."""

    case_no: str


@event
class ConsentSigned(Event):
    """An adult of the household agreed to be looked up."""

    case_no: str
    person_id: str


@event
class CaseAccepted(Event):
    """The office has taken the case on; the clock runs."""

    case_no: str


@event
class CaseNotAccepted(Event):
    """The office does not take it on, with written reasons."""

    case_no: str


@event
class CaseWithdrawn(Event):
    """The applicant took it back."""

    case_no: str


@event
class CaseConverted(Event):
    """The office goes on in another lane; the acceptance clock goes on too."""

    case_no: str
    lane: str


@event
class CheckingStarted(Event):
    """What the registers say is now weighed beside what was declared."""

    case_no: str


@event
class CaseClosed(Event):
    """All that was granted has been paid out."""

    case_no: str

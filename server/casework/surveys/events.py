"""What surveys tell."""

from server.core.events import Event, event


@event
class SurveyPlanned(Event):
    """Two people will come to the house."""

    case_no: str
    survey_id: str


@event
class SurveyDone(Event):
    """What was seen at home has arrived."""

    case_no: str
    survey_id: str

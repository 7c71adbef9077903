"""What the calendar tells."""

from server.core.events import Event, event


@event
class WorkdayYearLoaded(Event):
    """The official calendar of a year is known now; provisional deadlines can be counted again."""

    year: str

"""What contests tell."""

from server.core.events import Event, event


@event
class ContestRaised(Event):
    """Somebody says that a register is wrong about them."""

    contest_no: str


@event
class ContestClosed(Event):
    """It was looked into, or taken back."""

    contest_no: str

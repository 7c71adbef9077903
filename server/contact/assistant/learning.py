"""Having the models in memory, before processes fork; and the shortest look at a message."""

from bots import understand
from bots.understand import Context
from server.core import clock
from server.core.config import settings


def load() -> None:
    """Read the models, or train them in seconds where nobody has. Call before forking."""
    understand.load(settings().var / "bots")


def is_danger(text: str) -> bool:
    """Whether a message speaks of danger to a life: such a one is never turned away."""
    load()
    return understand.understand(text, Context(clock.today())).crisis is not None

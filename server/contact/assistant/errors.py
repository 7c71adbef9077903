"""What may not be with the assistant."""

from server.core.errors import Unavailable


class TooBusyTalking(Unavailable):
    """Several messages of one conversation came at the same moment; sending again works."""

    code = "assistant.too_busy_talking"

"""What may not be with one's own data."""

from server.core.errors import Invalid


class NotConfirmed(Invalid):
    """Closing an account is confirmed by a tick of its own."""

    code = "holdings.not_confirmed"

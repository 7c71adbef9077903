"""What messaging tells."""

from server.core.events import Event, event


@event
class WeChatPushReceived(Event):
    """WeChat pushed a message or an event; it is stored under its key."""

    push_key: str

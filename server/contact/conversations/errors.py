"""What may not be with conversations."""

from server.core.errors import Conflict, NotFound


class ConversationUnknown(NotFound):
    """No such conversation, or none of the asker's."""

    code = "conversations.unknown"


class MessageKept(Conflict):
    """Another message of this conversation was kept meanwhile; nothing of this one was."""

    code = "conversations.message_kept"

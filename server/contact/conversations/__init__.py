"""Conversations: each message kept once and sealed, and somebody who answers for it by a date.

A conversation is with the assistant (`bot`), waits for a person (`waiting`), has one (`person`) or
is over (`closed`). Whatever waits has an office and a promised time: the database insists.
"""

from server.contact.conversations import news
from server.contact.conversations.errors import ConversationUnknown, MessageKept
from server.contact.conversations.events import PersonWanted
from server.contact.conversations.queries import (
    find,
    line_kept,
    loose_ends,
    of_key,
    said_after,
    transcript,
)
from server.contact.conversations.records import Body, Conversation, HandOver, Line, Opening, Turn
from server.contact.conversations.rules import promised, when_words
from server.contact.conversations.service import keep, open_with

__all__ = [
    "Body",
    "Conversation",
    "ConversationUnknown",
    "HandOver",
    "Line",
    "MessageKept",
    "Opening",
    "PersonWanted",
    "Turn",
    "find",
    "keep",
    "line_kept",
    "loose_ends",
    "news",
    "of_key",
    "open_with",
    "promised",
    "said_after",
    "transcript",
    "when_words",
]

"""Conversations: each message kept once and sealed, and somebody who answers for it by a date.

A conversation is with the assistant (`bot`), waits for a person (`waiting`), has one (`person`) or
is over (`closed`). Whatever waits has an office and a promised time: the database insists.
"""

from server.contact.conversations import news
from server.contact.conversations.alarms import (
    OUTCOMES,
    Alarm,
    acknowledge,
    alarms_for,
    call_due,
    close,
)
from server.contact.conversations.alerting import person_wanted
from server.contact.conversations.answering import (
    answer,
    note,
    offered_offices,
    return_silent,
    settle,
    take,
    transfer,
)
from server.contact.conversations.errors import (
    AlarmUnknown,
    AnswerEmpty,
    ConversationTaken,
    ConversationUnknown,
    DutyInvalid,
    MessageKept,
    NotWithYou,
    OfficeUnknown,
    OutcomeUnknown,
)
from server.contact.conversations.events import PersonWanted
from server.contact.conversations.inbox import (
    READERS,
    Opened,
    Waiting,
    count_waiting,
    opened,
    waiting_for,
)
from server.contact.conversations.posting import post_due, queue, spoke
from server.contact.conversations.queries import (
    find,
    line_kept,
    loose_ends,
    of_key,
    said_after,
    transcript,
)
from server.contact.conversations.records import Body, Conversation, HandOver, Line, Opening, Turn
from server.contact.conversations.roster import KEEPERS, Duty, enter, of_region
from server.contact.conversations.rules import promised, when_words
from server.contact.conversations.service import keep, open_with
from server.contact.conversations.texting import send_due

__all__ = [
    "KEEPERS",
    "OUTCOMES",
    "READERS",
    "Alarm",
    "AlarmUnknown",
    "AnswerEmpty",
    "Body",
    "Conversation",
    "ConversationTaken",
    "ConversationUnknown",
    "Duty",
    "DutyInvalid",
    "HandOver",
    "Line",
    "MessageKept",
    "NotWithYou",
    "OfficeUnknown",
    "Opened",
    "Opening",
    "OutcomeUnknown",
    "PersonWanted",
    "Turn",
    "Waiting",
    "acknowledge",
    "alarms_for",
    "answer",
    "call_due",
    "close",
    "count_waiting",
    "enter",
    "find",
    "keep",
    "line_kept",
    "loose_ends",
    "news",
    "note",
    "of_key",
    "of_region",
    "offered_offices",
    "open_with",
    "opened",
    "person_wanted",
    "post_due",
    "promised",
    "queue",
    "return_silent",
    "said_after",
    "send_due",
    "settle",
    "spoke",
    "take",
    "transcript",
    "transfer",
    "waiting_for",
    "when_words",
]

"""What may not be with conversations."""

from server.core.errors import Conflict, Invalid, NotFound


class ConversationUnknown(NotFound):
    """No such conversation, or none of the asker's."""

    code = "conversations.unknown"


class MessageKept(Conflict):
    """Another message of this conversation was kept meanwhile; nothing of this one was."""

    code = "conversations.message_kept"


class ConversationTaken(Conflict):
    """A colleague answers for this conversation."""

    code = "conversations.taken"


class NotWithYou(Conflict):
    """Only who has a conversation writes down what came of it."""

    code = "conversations.not_with_you"


class AnswerEmpty(Invalid):
    """An answer or note needs words, and not too many."""

    code = "conversations.answer_empty"


class OfficeUnknown(Invalid):
    """No office of this county that a conversation could be passed to."""

    code = "conversations.office_unknown"


class OutcomeUnknown(Invalid):
    """A talk ends in one of a few ways; another time needs the time."""

    code = "conversations.outcome_unknown"


class AlarmUnknown(NotFound):
    """No such alarm, or none of the asker's area."""

    code = "conversations.alarm_unknown"


class DutyInvalid(Invalid):
    """The roster takes people who work in this area, each once, with a phone."""

    code = "conversations.duty_invalid"

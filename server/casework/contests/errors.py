"""What may not be with contests."""

from server.core.errors import Conflict, Invalid, NotFound


class ContestUnknown(NotFound):
    """No such contest, or no such fact about oneself."""

    code = "contests.unknown"


class ContestSettled(Conflict):
    """It has been answered already."""

    code = "contests.settled"


class WordsMissing(Invalid):
    """A contest says what is wrong, in words, and not too many."""

    code = "contests.words_missing"


class AnswerMissing(Invalid):
    """An answer is one of the outcomes, with words for the person."""

    code = "contests.answer_missing"

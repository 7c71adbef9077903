"""What may not be with ratings and revisits."""

from server.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NotEndedYet(Conflict):
    """A matter is rated when it has ended, not before."""

    code = "feedback.not_ended_yet"


class AlreadyRated(Conflict):
    """One matter, one rating."""

    code = "feedback.already_rated"


class RatingInvalid(Invalid):
    """No level from one to five."""

    code = "feedback.rating_invalid"


class RevisitUnknown(NotFound):
    """No such revisit, or it is about the asker's own work."""

    code = "feedback.revisit_unknown"


class RevisitInvalid(Invalid):
    """A revisit says what was found, what the rater is told, and what was mended."""

    code = "feedback.revisit_invalid"


class RevisitDone(Conflict):
    """The revisit has been settled."""

    code = "feedback.revisit_done"


class NotTwoPeople(NotAllowed):
    """A rating is set aside by two people, and an appeal heard by a third."""

    code = "feedback.not_two_people"


class NotNow(Conflict):
    """The rating is not at a point where this can be done."""

    code = "feedback.not_now"

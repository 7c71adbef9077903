"""What may not be with objections."""

from server.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NothingToObjectTo(Conflict):
    """There is no decision yet, or no poster hangs."""

    code = "reviews.nothing_to_object_to"


class AlreadyObjected(Conflict):
    """One's objection is being looked into; one at a time."""

    code = "reviews.already_objected"


class ObjectionUnknown(NotFound):
    """No such objection, or it is about the asker's own work."""

    code = "reviews.objection_unknown"


class ObjectionInvalid(Invalid):
    """An objection has words, an answer says what was found, a change says what is to be done."""

    code = "reviews.objection_invalid"


class ObjectionEnded(Conflict):
    """The objection has been answered or taken back."""

    code = "reviews.objection_ended"


class SomebodyElsesObjection(NotAllowed):
    """A colleague has taken this objection."""

    code = "reviews.somebody_elses"

"""What may not be with people and accounts."""

from server.core.errors import Conflict, Invalid, NotFound


class IdNumberWrong(Invalid):
    """Not a citizen's number: length, birth date or check character."""

    code = "people.id_number_wrong"


class NameWrong(Invalid):
    """No name, or characters that stand in no name."""

    code = "people.name_wrong"


class NameDiffers(Conflict):
    """A register confirmed this number under another name."""

    code = "people.name_differs"


class PersonUnknown(NotFound):
    """No such person."""

    code = "people.unknown"


class RealNameBound(Conflict):
    """The account already belongs to another person."""

    code = "people.real_name_bound"

"""What may not be with a case."""

from server.core.errors import Conflict, Invalid, NotAllowed, NotFound


class CaseUnknown(NotFound):
    """No such case, or none the asker may know of."""

    code = "cases.unknown"


class RealNameNeeded(NotAllowed):
    """An application is somebody's: the real name comes first."""

    code = "cases.real_name_needed"


class NotADraft(Conflict):
    """The application has been sent in; what it says changes only by answering a question."""

    code = "cases.not_a_draft"


class CaseIncomplete(Invalid):
    """Some questions have no answer yet; all of them are named at once."""

    code = "cases.incomplete"


class SignatureWrong(Invalid):
    """The name under the application is not the applicant's."""

    code = "cases.signature_wrong"


class RegionTooWide(Invalid):
    """An application goes to one township: name a village, a community or a township."""

    code = "cases.region_too_wide"


class ConversionInvalid(Invalid):
    """Another lane needs a reason in words, and must be another one."""

    code = "cases.conversion_invalid"

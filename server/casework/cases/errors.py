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


class DraftElsewhere(Conflict):
    """Somebody else of this household has begun to write about the same thing."""

    code = "cases.draft_elsewhere"


class MandateTooNarrow(NotAllowed):
    """The mandate is for another item, or for one case that is already there."""

    code = "cases.mandate_too_narrow"


class PayeeIsDelegate(Invalid):
    """Who helps to apply is never who is paid."""

    code = "cases.payee_is_delegate"


class SignersOutstanding(Conflict):
    """Some adults have not signed yet: remind them, or write why to go on without."""

    code = "cases.signers_outstanding"


class ReasonMissing(Invalid):
    """This step is a named person's own: it needs a reason in words."""

    code = "cases.reason_missing"


class RegionTooWide(Invalid):
    """An application goes to one township: name a village, a community or a township."""

    code = "cases.region_too_wide"


class ConversionInvalid(Invalid):
    """Another lane needs a reason in words, and must be another one."""

    code = "cases.conversion_invalid"

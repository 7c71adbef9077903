"""What may not be with a report."""

from server.core.errors import Conflict, Invalid, NotFound


class ReportInvalid(Invalid):
    """It does not say what happened, to whom or where; or an end without words."""

    code = "reports.invalid"


class ReportUnknown(NotFound):
    """No report of that number, or none of this office."""

    code = "reports.unknown"


class ReportSettled(Conflict):
    """Somebody has settled this report already."""

    code = "reports.settled"

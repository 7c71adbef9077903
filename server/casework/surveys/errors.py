"""What surveys refuse."""

from server.core.errors import Conflict, Invalid, NotAllowed, NotFound


class SurveyUnknown(NotFound):
    """No such survey, or somebody else's."""

    code = "surveys.unknown"


class VisitorsWrong(Invalid):
    """Two different people of this office go, neither of them a relative."""

    code = "surveys.visitors_wrong"


class SurveyNotPlanned(Conflict):
    """There is no visit to change: it took place, was called off, or another one is planned."""

    code = "surveys.not_planned"


class SurveyIncomplete(Invalid):
    """A question, a signature or a reason is missing."""

    code = "surveys.incomplete"


class SurveySentAlready(Conflict):
    """This visit was sent from another phone or page; that record stands."""

    code = "surveys.sent_already"


class DeviceRevoked(NotAllowed):
    """The phone was reported lost, or is somebody else's: it must forget what it holds."""

    code = "surveys.device_revoked"

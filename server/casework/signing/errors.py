"""What may not be with signatures."""

from server.core.errors import Invalid, NotFound


class WitnessUnfit(Invalid):
    """A witness is named, and is neither the signer, nor who helps or records, nor the payee."""

    code = "signing.witness_unfit"


class LinkUnknown(NotFound):
    """No such link, or it has run out, was used, or must reach nobody."""

    code = "signing.link_unknown"


class LinkWrong(Invalid):
    """Not the name and number of the person the link is for."""

    code = "signing.link_wrong"

"""Refusals: what may not be, as types. HTTP meets them in `web/errors`, wording in `locales/`.

A refusal carries a `code` (`module.fact`) and JSON-plain details for its wording; never text for
people, never personal data.
"""

from typing import ClassVar


class Refusal(Exception):
    """Something that may not be. Raise a subclass that states the fact."""

    code: ClassVar[str] = "core.refusal"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details


class NotSignedIn(Refusal):
    """Nobody, or a session that has ended, asks for what needs somebody."""

    code = "core.not_signed_in"


class NotAllowed(Refusal):
    """Somebody asks for what is not theirs to see or do."""

    code = "core.not_allowed"


class NotFound(Refusal):
    """There is no such thing, or none that the asker may know of."""

    code = "core.not_found"


class Conflict(Refusal):
    """The thing's present state does not allow it."""

    code = "core.conflict"


class Invalid(Refusal):
    """What was sent cannot be understood or breaks a rule; `fields` says where and why."""

    code = "core.invalid"

    def __init__(self, *, fields: dict[str, str] | None = None, **details: object) -> None:
        super().__init__(**details)
        self.fields = fields or {}


class TooMany(Refusal):
    """Asked too often; `retry_after` in the details gives seconds."""

    code = "core.too_many"


class Unavailable(Refusal):
    """Something we depend on is away; nothing was lost and trying again may help."""

    code = "core.unavailable"

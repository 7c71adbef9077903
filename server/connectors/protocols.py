"""What the outside can do for us, and how it can fail. Real clients and only those implement it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from server.core.errors import Invalid, NotAllowed, Unavailable


class Away(Unavailable):
    """The other system does not answer, or says it cannot now. Nothing was done there."""

    code = "connectors.away"


class OutcomeUnknown(Unavailable):
    """The line broke after our request had left: it may have been done. Never simply repeat."""

    code = "connectors.outcome_unknown"


class SlowDown(Away):
    """The other system asks for a pause; `retry_after` gives seconds."""

    code = "connectors.slow_down"


class ConsentRefused(NotAllowed):
    """The exchange does not accept the consent: missing, expired, withdrawn or out of scope."""

    code = "connectors.consent_refused"


class UnknownSubject(Invalid):
    """The register knows nobody of that name and number."""

    code = "connectors.unknown_subject"


class CodeRefused(Invalid):
    """A sign-in code of WeChat that is wrong, used or too old."""

    code = "connectors.code_refused"


class BatchRefused(Invalid):
    """The exchange takes a file whole or not at all; `line` (1 is the header, 0 none) and `why`."""

    code = "connectors.batch_refused"


class BatchBroken(Away):
    """A result file that does not hold together: nothing of it is kept, it is fetched again."""

    code = "connectors.batch_broken"


class SendRefused(Invalid):
    """A message the other side will not deliver; `why` is its short reason."""

    code = "connectors.send_refused"


class CallbackRefused(NotAllowed):
    """A call-back whose signature, age or nonce is not right."""

    code = "connectors.callback_refused"


@dataclass(frozen=True)
class WeChatIdentity:
    """Who holds a phone, as WeChat knows them in one app."""

    openid: str
    unionid: str | None


class WeChat(Protocol):
    """WeChat's server API."""

    async def sign_in(self, code: str, appid: str) -> WeChatIdentity:
        """Exchange a login code. Raises CodeRefused, Away."""

    def oauth_url(self, state: str, redirect: str) -> str:
        """Where a browser inside WeChat signs in."""

    async def oauth_identity(self, code: str) -> WeChatIdentity:
        """Exchange an OAuth code of the service account. Raises CodeRefused, Away."""

    async def send_subscribe(
        self, openid: str, template: str, page: str, data: Mapping[str, str]
    ) -> str:
        """Send one card; returns its message id. Raises SendRefused, OutcomeUnknown, Away."""

    async def say(self, openid: str, appid: str, text: str, *, is_ai: bool) -> None:
        """A customer-service message. Raises SendRefused, OutcomeUnknown, Away."""

    async def typing(self, openid: str, appid: str) -> None:
        """Show that somebody writes; whether it shows does not matter."""


@dataclass(frozen=True, kw_only=True)
class RegisterQuery:
    """One question to one register about one person."""

    query_no: str
    register: str
    purpose: str
    case_no: str
    name: str
    id_no: str
    facts: tuple[str, ...]
    as_of: date
    consent: Mapping[str, str] | None = None


@dataclass(frozen=True)
class RegisterFact:
    """One fact as a register tells it."""

    key: str
    value: Any
    unit: str
    valid_until: date | None


@dataclass(frozen=True)
class RegisterResult:
    """A register's answer. `covered` without a fact means none; `not_covered` means cannot know."""

    query_no: str
    register: str
    as_of: date
    coverage: str
    facts: tuple[RegisterFact, ...]
    supersedes: str | None = None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Pending:
    """The answer comes later."""

    ready_by: datetime


# Asked by file: questions are gathered, the answers come as files days later.
BATCHED_REGISTERS = frozenset({"banks"})


@dataclass(frozen=True)
class BatchResult:
    """Both files of a batch: answers, and the questions that were refused (`query_no -> why`)."""

    results: tuple[RegisterResult, ...]
    errors: Mapping[str, str]


class Registers(Protocol):
    """The government register exchange."""

    async def ask(self, query: RegisterQuery) -> RegisterResult | Pending:
        """Ask once; the same number asks again safely.

        Raises ConsentRefused, UnknownSubject, SlowDown, Away.
        """

    async def poll(self, query_no: str) -> RegisterResult | Pending:
        """Look whether the answer is there. Raises Away."""

    async def put_batch(self, batch_no: str, content: bytes) -> Pending:
        """Hand in a file; the same file under the same number is the same batch.

        Raises BatchRefused, SlowDown, Away.
        """

    async def look_at_batch(self, batch_no: str) -> BatchResult | Pending:
        """Both files once they are there, checked as a whole. Raises BatchBroken, Away."""

    def read_callback(self, path: str, headers: Mapping[str, str], body: bytes) -> RegisterResult:
        """Check and read a pushed answer. Raises CallbackRefused."""


class Sms(Protocol):
    """An SMS gateway."""

    async def send(
        self, phone: str, template: str, params: Mapping[str, str], idempotency_key: str
    ) -> str:
        """Send one message; returns the gateway's reference. Raises SendRefused, Away."""

    async def outcome(self, reference: str) -> str:
        """What became of a message: `accepted`, `delivered` or `failed`. Raises Away."""


class Storage(Protocol):
    """Where files lie."""

    async def put(self, key: str, content: bytes) -> None:
        """Keep a file whole or not at all."""

    async def read(self, key: str) -> bytes:
        """A file's content. Raises Away when it is gone."""

    async def erase(self, key: str) -> None:
        """Remove a file."""

"""The register exchange: signed questions, answers now or later, seals checked."""

import hmac
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import httpx
import msgspec

from server.connectors import signing
from server.connectors.protocols import (
    Away,
    CallbackRefused,
    ConsentRefused,
    Pending,
    RegisterFact,
    RegisterQuery,
    RegisterResult,
    SlowDown,
    UnknownSubject,
)
from server.core.config import Settings
from server.core.privacy import sm3

_PATH = "/exchange/v1/queries"
_canonical = msgspec.json.Encoder(order="sorted").encode


class SealBroken(Away):
    """An answer whose seal does not fit its content: kept nowhere, asked for again."""

    code = "connectors.seal_broken"


class _Fact(msgspec.Struct):
    key: str
    value: Any
    unit: str = ""
    valid_until: date | None = None


class _Answer(msgspec.Struct):
    query_no: str
    register: str
    as_of: date
    coverage: str
    facts: list[_Fact]
    seal: str
    notes: list[str] = []
    supersedes: str | None = None


class _Later(msgspec.Struct):
    query_no: str
    ready_by: datetime


class ExchangeRegisters:
    """The client of `registers.md`."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self._client = client
        self._base = settings.exchange_url
        self._name = settings.exchange_client
        self._key = (settings.exchange_key or settings.sandbox_token).encode()
        self._checker = signing.Checker(self._key)

    async def ask(self, query: RegisterQuery) -> RegisterResult | Pending:
        """Ask one register about one person."""
        body = msgspec.json.encode(
            {
                "query_no": query.query_no,
                "register": query.register,
                "purpose": query.purpose,
                "case_no": query.case_no,
                "subject": {"name": query.name, "id_no": query.id_no},
                "facts": query.facts,
                "consent": query.consent,
                "as_of": query.as_of,
            }
        )
        return _understand(await self._call("POST", _PATH, body), query.query_no)

    async def poll(self, query_no: str) -> RegisterResult | Pending:
        """Look whether the answer is there."""
        return _understand(await self._call("GET", f"{_PATH}/{query_no}", b""), query_no)

    async def _call(self, method: str, path: str, body: bytes) -> httpx.Response:
        headers = signing.sign(self._name, self._key, method, path, body)
        headers["content-type"] = "application/json"
        try:
            return await self._client.request(
                method, self._base + path, content=body, headers=headers
            )
        except httpx.HTTPError as broken:
            raise Away(system="registers") from broken

    def read_callback(self, path: str, headers: Mapping[str, str], body: bytes) -> RegisterResult:
        """Check and read a pushed answer. Raises CallbackRefused."""
        self._checker.check("POST", path, headers, body)
        try:
            return _result(body)
        except (msgspec.MsgspecError, SealBroken) as wrong:
            raise CallbackRefused from wrong


def _understand(answer: httpx.Response, query_no: str) -> RegisterResult | Pending:
    try:
        match answer.status_code:
            case 200:
                return _answering(_result(answer.content), query_no)
            case 202:
                later = msgspec.json.decode(answer.content, type=_Later)
                return Pending(later.ready_by)
    except msgspec.MsgspecError as wrong:
        raise Away(system="registers") from wrong
    raise _refusal(answer)


def _answering(result: RegisterResult, query_no: str) -> RegisterResult:
    """The answer to another question is no answer, however well sealed."""
    if query_no not in (result.query_no, result.supersedes):
        raise SealBroken(system="registers")
    return result


def _refusal(answer: httpx.Response) -> Exception:
    match answer.status_code:
        case 403:
            return ConsentRefused()
        case 404 | 422:
            return UnknownSubject()
        case 429:
            wait = answer.headers.get("retry-after", "60")
            return SlowDown(retry_after=int(wait) if wait.isdigit() else 60)
    return Away(system="registers")


def _result(body: bytes) -> RegisterResult:
    told = msgspec.json.decode(body, type=_Answer)
    raw = msgspec.json.decode(body)
    sealed = {key: raw[key] for key in ("register", "query_no", "as_of", "coverage", "facts")}
    expected = "sm3:" + sm3(_canonical(sealed)).hex()
    if not hmac.compare_digest(expected.encode(), told.seal.encode()):
        raise SealBroken(system="registers")
    return RegisterResult(
        query_no=told.query_no,
        register=told.register,
        as_of=told.as_of,
        coverage=told.coverage,
        facts=tuple(RegisterFact(f.key, f.value, f.unit, f.valid_until) for f in told.facts),
        supersedes=told.supersedes,
        notes=tuple(told.notes),
    )

"""The register exchange: signed questions, answers now or later, seals checked."""

import csv
import hmac
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import httpx
import msgspec

from server.connectors import signing
from server.connectors.protocols import (
    Away,
    BatchBroken,
    BatchRefused,
    BatchResult,
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
_BATCHES = "/exchange/v1/batches"
_DIGEST = "x-exchange-digest"
_RESULT_HEADER = ["query_no", "register", "as_of", "coverage", "facts", "seal"]
_ERROR_HEADER = ["query_no", "line", "error"]
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
    ready_by: datetime


class _BatchState(msgspec.Struct):
    state: str
    ready_by: datetime | None = None
    result_digest: str = ""
    result_csv: str = ""
    error_csv: str = ""


class _Refused(msgspec.Struct):
    error: str = ""
    line: int = 0


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

    async def put_batch(self, batch_no: str, content: bytes) -> Pending:
        """Hand in a file of questions."""
        answer = await self._call("PUT", f"{_BATCHES}/{batch_no}", content, is_file=True)
        if answer.status_code in {409, 422}:
            raise _batch_refusal(answer)
        taken = _understand(answer, batch_no)
        if not isinstance(taken, Pending):
            raise Away(system="registers")
        return taken

    async def look_at_batch(self, batch_no: str) -> BatchResult | Pending:
        """Both files of a batch, or when they will be there."""
        answer = await self._call("GET", f"{_BATCHES}/{batch_no}", b"")
        if answer.status_code != httpx.codes.OK:
            raise Away(system="registers")
        try:
            told = msgspec.json.decode(answer.content, type=_BatchState)
        except msgspec.MsgspecError as wrong:
            raise BatchBroken(system="registers") from wrong
        if told.state != "done" and told.ready_by is not None:
            return Pending(told.ready_by)
        return _both_files(told)

    async def _call(
        self, method: str, path: str, body: bytes, *, is_file: bool = False
    ) -> httpx.Response:
        headers = signing.sign(self._name, self._key, method, path, body)
        headers["content-type"] = "text/csv; charset=utf-8" if is_file else "application/json"
        if is_file:
            headers[_DIGEST] = _digest(body)
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


def _digest(content: bytes) -> str:
    return "sm3:" + sm3(content).hex()


def _batch_refusal(answer: httpx.Response) -> Exception:
    try:
        told = msgspec.json.decode(answer.content, type=_Refused)
    except msgspec.MsgspecError:
        return Away(system="registers")
    # Half a file on the way, not half a file of ours: the same may simply be sent again.
    if told.error == "digest":
        return Away(system="registers")
    return BatchRefused(line=told.line, why=told.error)


def _both_files(told: _BatchState) -> BatchResult:
    """The files if every line of both holds together; half a file is no file."""
    if not hmac.compare_digest(_digest(told.result_csv.encode()), told.result_digest):
        raise BatchBroken(system="registers")
    try:
        results = [_result(_as_json(row)) for row in _rows(told.result_csv, _RESULT_HEADER)]
    except (msgspec.MsgspecError, SealBroken) as wrong:
        raise BatchBroken(system="registers") from wrong
    errors = {row["query_no"]: row["error"] for row in _rows(told.error_csv, _ERROR_HEADER)}
    numbers = [result.query_no for result in results]
    if len(set(numbers)) != len(numbers) or errors.keys() & set(numbers):
        raise BatchBroken(system="registers")
    return BatchResult(tuple(results), errors)


def _rows(text: str, header: list[str]) -> list[dict[str, str]]:
    lines = list(csv.reader(io.StringIO(text)))
    whole = text.endswith("\n") and lines and lines[0] == header
    if not whole or any(len(line) != len(header) for line in lines):
        raise BatchBroken(system="registers")
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def _as_json(row: dict[str, str]) -> bytes:
    facts = msgspec.Raw(row["facts"].encode())
    return msgspec.json.encode({**row, "facts": facts})


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

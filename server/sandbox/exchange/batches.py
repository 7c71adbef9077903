"""Many questions in one CSV: taken whole or refused whole, with the line named."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import msgspec
from sanic import HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.core.privacy import sm3
from server.sandbox.exchange import checks
from server.sandbox.exchange.queries import keep
from server.sandbox.exchange.registers import REGISTER_OF, mode_of, ready_at
from server.sandbox.exchange.results import result
from server.sandbox.state import State, state_of

HEADER = ("query_no", "name", "id_no", "facts", "as_of", "consent_no", "consent_digest")
DIGEST = "x-exchange-digest"
MOST_ROWS = 50_000


@dataclass
class BadFile(Exception):
    """A file that is refused whole."""

    line: int
    why: str
    status: int = 422


def digest(body: bytes) -> str:
    """The digest that goes with a file."""
    return f"sm3:{sm3(body).hex()}"


async def put(request: Request, batch_no: str) -> HTTPResponse:
    """Take a file. The same file under the same number is the same batch."""
    state, body = state_of(request), request.body
    try:
        _check_new(state, batch_no, body, request.headers.get(DIGEST, ""))
        known = state.batches.get(batch_no)
        if known is None:
            known = _take(state, batch_no, body)
    except BadFile as bad:
        return json({"error": bad.why, "line": bad.line}, status=bad.status)
    return json({"batch_no": batch_no, "ready_by": known["ready_at"].isoformat()}, status=202)


def _check_new(state: State, batch_no: str, body: bytes, given: str) -> None:
    if given != digest(body):
        raise BadFile(0, "digest")
    known = state.batches.get(batch_no)
    if known is not None and known["digest"] != given:
        raise BadFile(0, "batch_no", 409)
    for other_no, other in state.batches.items():
        if other_no != batch_no and other["digest"] == given:
            raise BadFile(0, "repeated", 409)


def _take(state: State, batch_no: str, body: bytes) -> dict[str, Any]:
    rows = _rows(body)
    kept, errors = [], []
    for line, row in rows:
        asked = _question(row, line)
        if asked.query_no in state.queries:
            raise BadFile(line, "query_no", 409)
        refused = checks.refusal(state, asked)
        if refused:
            errors.append((asked.query_no, line, refused[1]))
        else:
            checks.warn_repeated(state, asked)
            kept.append((asked, row))
    moments = [ready_at(a.register, mode_of(state, a.register, a.subject.id_no)) for a, _ in kept]
    state.batches[batch_no] = {
        "digest": digest(body),
        "ready_at": max(moments, default=clock.now()),
        "queries": [keep(state, asked, b"") for asked, _ in kept],
        "errors": errors,
    }
    return state.batches[batch_no]


def _rows(body: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadFile(body[: wrong.start].count(b"\n") + 1, "encoding") from wrong
    lines = text.count("\n")
    if not text.endswith("\n"):
        raise BadFile(lines + 1, "half a file")
    read = csv.reader(io.StringIO(text))
    if tuple(next(read, ())) != HEADER:
        raise BadFile(1, "header")
    rows, seen = [], set()
    for line, row in enumerate(read, 2):
        if len(row) != len(HEADER):
            raise BadFile(line, "columns")
        if row[0] in seen:
            raise BadFile(line, "query_no")
        if line > MOST_ROWS + 1:
            raise BadFile(line, "too many rows")
        seen.add(row[0])
        rows.append((line, dict(zip(HEADER, row, strict=True))))
    return rows


def _question(row: dict[str, str], line: int) -> checks.Question:
    facts = row["facts"].replace(";", " ").split()
    registers = {REGISTER_OF.get(key, "") for key in facts}
    if len(registers) != 1 or "" in registers:
        raise BadFile(line, "facts")
    consent = checks.Consent(row["consent_no"], row["consent_digest"])
    return checks.Question(
        query_no=row["query_no"],
        register=registers.pop(),
        purpose="batch",
        case_no=None,
        subject=checks.Subject(row["name"], row["id_no"]),
        facts=facts,
        as_of=row["as_of"],
        consent=consent if row["consent_no"] else None,
    )


async def look(request: Request, batch_no: str) -> HTTPResponse:
    """How far it is; when done, the results and the refusals as two files."""
    state = state_of(request)
    known = state.batches.get(batch_no)
    if known is None:
        return json({"error": "batch_no"}, status=404)
    ready = known["ready_at"]
    if clock.now() < ready:
        return json({"batch_no": batch_no, "state": "waiting", "ready_by": ready.isoformat()})
    told = [result(state, kept) for kept in known["queries"]]
    columns = ("query_no", "register", "as_of", "coverage", "facts", "seal")
    answers = _csv(columns, [[_cell(one[name]) for name in columns] for one in told])
    half = state.register_modes.get("batches:*", {}).get("half")
    return json(
        {
            "batch_no": batch_no,
            "state": "done",
            "result_digest": digest(answers.encode()),
            "result_csv": answers[: len(answers) // 2] if half else answers,
            "error_csv": _csv(("query_no", "line", "error"), known["errors"]),
        }
    )


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _csv(header: tuple[str, ...], rows: list[Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()

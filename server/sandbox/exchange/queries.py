"""One question, one answer: `POST` and `GET /exchange/v1/queries`."""

from datetime import UTC
from typing import Any

import msgspec
from sanic import HTTPResponse, Request
from sanic.response import json

from server.core import clock
from server.sandbox.exchange import checks
from server.sandbox.exchange.callbacks import call_back
from server.sandbox.exchange.registers import mode_of, ready_at
from server.sandbox.exchange.results import result
from server.sandbox.state import State, state_of


async def ask(request: Request) -> HTTPResponse:
    """Take a question; the same number with the same body gives the same answer."""
    state = state_of(request)
    try:
        asked = msgspec.json.decode(request.body, type=checks.Question)
    except msgspec.MsgspecError as wrong:
        return json({"error": "question", "detail": str(wrong)}, status=422)
    known = state.queries.get(asked.query_no)
    if known is not None:
        if known["body"] != request.body:
            return json({"error": "query_no"}, status=409)
        return _answer(state, known)
    refused = checks.refusal(state, asked)
    if refused is not None:
        return refuse(*refused)
    checks.warn(state, asked)
    kept = keep(state, asked, request.body)
    if clock.now() < kept["ready_at"]:
        state.later(call_back(state, kept))
    return _answer(state, kept)


def refuse(status: int, why: str) -> HTTPResponse:
    """A refusal of the contract."""
    headers = {"retry-after": "1"} if status == 429 else {}
    return json({"error": why}, status=status, headers=headers)


def keep(state: State, asked: checks.Question, body: bytes) -> dict[str, Any]:
    """Remember a question and what will be answered."""
    mode = dict(mode_of(state, asked.register, asked.subject.id_no))
    kept = {
        "query_no": asked.query_no,
        "register": asked.register,
        "purpose": asked.purpose,
        "case_no": asked.case_no or "",
        "facts": asked.facts,
        "consent_no": asked.consent.no if asked.consent else None,
        "body": body,
        "subject": asked.subject,
        "asked_at": clock.now().isoformat(),
        "ready_at": ready_at(asked.register, mode),
        "mode": mode,
    }
    state.queries[asked.query_no] = kept
    return kept


async def poll(request: Request, query_no: str) -> HTTPResponse:
    """The answer, or when it will be there."""
    state = state_of(request)
    kept = state.queries.get(query_no)
    if kept is None:
        return json({"error": "query_no"}, status=404)
    return _answer(state, kept)


def _answer(state: State, kept: dict[str, Any]) -> HTTPResponse:
    if clock.now() < kept["ready_at"]:
        by = kept["ready_at"].astimezone(UTC).isoformat().replace("+00:00", "Z")
        return json({"query_no": kept["query_no"], "ready_by": by}, status=202)
    body = msgspec.json.encode(result(state, kept))
    return HTTPResponse(body, content_type="application/json")

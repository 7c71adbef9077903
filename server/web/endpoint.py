"""API handlers by their signatures: typed body and query in, struct out; the contract is kept.

`asked: SomeStruct` is the JSON body, `query: SomeStruct` the query string, path values come by
name, the returned struct is the answer. The OpenAPI document is built from the same contract, so
it cannot say anything else.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import update_wrapper
from inspect import signature
from typing import Any, Literal, get_type_hints

import msgspec
from sanic import HTTPResponse, Request

from server.core import database, idempotency
from server.core.actors import Actor
from server.core.errors import Invalid
from server.web import body

JSON = "application/json"
KEY_HEADER = "idempotency-key"
_MOST_KEY = 128
KeyRule = Literal["none", "optional", "required"]
Handler = Callable[..., Coroutine[Any, Any, Any]]
_encode = msgspec.json.Encoder().encode


class KeyMissing(Invalid):
    """This step needs an Idempotency-Key, so that a repeated request is done once."""

    code = "web.idempotency_key_missing"


class KeyTooLong(Invalid):
    """An Idempotency-Key has at most 128 printable characters."""

    code = "web.idempotency_key_wrong"


@dataclass(frozen=True)
class Contract:
    """What an API handler takes and gives."""

    summary: str
    asked: Any
    query: Any
    answer: Any
    status: int
    key: KeyRule
    form: Any = None
    media_type: str = JSON


def declared(handler: Any) -> Contract:
    """The contract of an API handler; one without any is a programming mistake."""
    contract = getattr(handler, "contract", None)
    if not isinstance(contract, Contract):
        raise TypeError(f"{handler.__qualname__} declares no contract")
    return contract


def declares(contract: Contract) -> Callable[[Handler], Handler]:
    """Attach a contract to a handler that reads or answers in its own way (files)."""

    def mark(handler: Handler) -> Handler:
        handler.contract = contract  # type: ignore[attr-defined]
        return handler

    return mark


def endpoint(*, status: int = 200, key: KeyRule = "none") -> Callable[[Handler], Handler]:
    """Make a typed function an HTTP handler; `key` says whether an Idempotency-Key counts."""

    def wrap(function: Handler) -> Handler:
        hints = get_type_hints(function, include_extras=True)
        contract = Contract(
            summary=(function.__doc__ or "").strip().split("\n", 1)[0],
            asked=hints.get("asked"),
            query=hints.get("query"),
            answer=hints.get("return"),
            status=204 if hints.get("return") is type(None) else status,
            key=key,
        )
        wants = frozenset(signature(function).parameters)

        async def handler(request: Request, **values: Any) -> HTTPResponse:
            if contract.asked is not None:
                values["asked"] = body.decode(request, contract.asked)
            if contract.query is not None:
                values["query"] = body.convert(_query(request), contract.query)
            if "request" in wants:
                values["request"] = request
            by = values["by"] if "by" in wants else values.pop("by", None)
            return await _answer(request, by, contract, lambda: function(**values))

        update_wrapper(handler, function)
        handler.contract = contract  # type: ignore[attr-defined]
        return handler

    return wrap


def _query(request: Request) -> dict[str, Any]:
    return {name: values[-1] for name, values in request.args.items()}


async def _answer(
    request: Request, by: Actor | None, contract: Contract, act: Callable[[], Awaitable[Any]]
) -> HTTPResponse:
    key = _key(request, contract.key) if by is not None else ""
    if not key or by is None:
        return reply(await act(), contract.status)
    return await once(request, by, key, contract.status, act)


def reply(answer: Any, status: int = 200) -> HTTPResponse:
    """A struct as JSON; None is an empty answer."""
    if answer is None:
        return HTTPResponse(status=204)
    return HTTPResponse(_encode(answer), status, content_type=JSON)


def _key(request: Request, rule: KeyRule) -> str:
    if rule == "none":
        return ""
    given: str = request.headers.get(KEY_HEADER, "")
    if not given and rule == "required":
        raise KeyMissing(fields={"Idempotency-Key": "field.missing"})
    if len(given) > _MOST_KEY or not given.isprintable():
        raise KeyTooLong(fields={"Idempotency-Key": "field.wrong_form"})
    return given


async def once(
    request: Request, by: Actor, key: str, status: int, act: Callable[[], Awaitable[Any]]
) -> HTTPResponse:
    """Do it once for this actor, address and key; claim, effect and answer are one transaction."""
    scope = {"actor": by.scope, "route": f"{request.method} {request.path}", "key": key}
    async with database.transaction():
        kept = await idempotency.claim(**scope, body=request.body)
        if kept is None:
            answer = await act()
            text = "" if answer is None else _encode(answer).decode()
            await idempotency.keep(**scope, status=status, answer=text)
            return _kept(text, status)
    return _kept(kept.answer, kept.status)


def _kept(text: str, status: int) -> HTTPResponse:
    return HTTPResponse(text, status, content_type=JSON) if text else HTTPResponse(status=status)

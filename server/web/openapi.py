"""The OpenAPI 3.1 document, built from the same contracts that decode and encode each request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sanic import Blueprint, Request, Sanic
from sanic_routing.route import Route

from server.web.access import Access, anyone
from server.web.endpoint import KEY_HEADER, Contract, declared, endpoint
from server.web.errors import PROBLEM, Problem

ADDRESS = "/api/openapi.json"
_REF = "#/components/schemas/{name}"
_NAMED = re.compile('"' + _REF.format(name='([^"]+)') + '"')
_JSON = "application/json"
_PATH_VALUE = re.compile(r"<(\w+)(?::[^>]*)?>")
# Why something was not done, by status; which of them apply follows from the contract.
_REFUSALS = {
    400: "What came is not complete HTTP or JSON.",
    401: "Nobody is signed in, or the session has ended.",
    403: "Whoever is signed in may not do this.",
    404: "There is no such thing, or none that the asker may know of.",
    408: "The request did not arrive in time.",
    409: "The thing's present state does not allow it.",
    413: "More was sent than this address takes.",
    415: "The body is not of the type this address takes.",
    422: "The request is understood, but breaks a rule; `fields` says where.",
    429: "Asked too often; `Retry-After` gives seconds.",
    500: "A fault of ours; quote `request_id`.",
    503: "Something we depend on is away; trying again may help.",
}

blueprint = Blueprint("openapi")


@dataclass(frozen=True)
class Operation:
    """One method of one API route with its contract."""

    path: str
    method: str
    name: str
    contract: Contract
    access: Access


@blueprint.get(ADDRESS)
@anyone
@endpoint()
async def openapi(request: Request) -> dict[str, Any]:
    """This document."""
    if not hasattr(request.app.ctx, "openapi"):
        request.app.ctx.openapi = document(request.app)
    made: dict[str, Any] = request.app.ctx.openapi
    return made


def document(app: Sanic[Any, Any]) -> dict[str, Any]:
    """The whole document of an app."""
    found = sorted(operations(app), key=lambda one: (one.path, one.method))
    types = [kind for one in found for kind in _types(one.contract)]
    schemas, components = msgspec.json.schema_components([*types, Problem], ref_template=_REF)
    shapes = dict(zip([*map(id, types), id(Problem)], schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in found:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, shapes, components)
    # A struct that only queries use stands there as parameters; as a schema nothing would name it.
    named = set(_NAMED.findall(msgspec.json.encode([paths, components]).decode()))
    queries = {_name(shapes[id(one.contract.query)]) for one in found if one.contract.query}
    queries -= named
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OneTrip (一趟办) API",
            "version": "1",
            "description": "Amounts are integers in fen, moments are RFC 3339 in UTC.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {name: one for name, one in components.items() if name not in queries},
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def operations(app: Sanic[Any, Any]) -> Iterator[Operation]:
    """Every method of every route under /api/."""
    for route in app.router.routes:
        if route.path.startswith("api/"):
            yield from _of_route(route)


def _of_route(route: Route) -> Iterator[Operation]:
    handler: Any = route.handler
    path = "/" + _PATH_VALUE.sub(r"{\1}", route.path)
    for method in route.methods:
        yield Operation(path, method, handler.__name__, declared(handler), handler.access)


def _types(contract: Contract) -> list[Any]:
    offered = (contract.asked, contract.query, contract.answer, contract.form)
    return [kind for kind in offered if kind is not None and kind is not type(None)]


def _operation(
    one: Operation, shapes: dict[int, dict[str, Any]], components: dict[str, Any]
) -> dict[str, Any]:
    contract = one.contract
    made: dict[str, Any] = {
        "operationId": _operation_id(one),
        "summary": contract.summary,
        "parameters": [
            *_path_values(one.path),
            *_key(contract),
            *_query(contract, shapes, components),
        ],
        "responses": _responses(one, shapes),
        "security": [] if one.access.is_public else [{"session": []}],
    }
    if not one.access.is_public:
        made["x-roles"] = sorted(one.access.roles)
    if body := _body(contract, shapes):
        made["requestBody"] = {"required": True, "content": body}
    return made


def _operation_id(one: Operation) -> str:
    words = re.sub(r"[^0-9a-z]+", "_", one.path.removeprefix("/api/").removeprefix("v1/"))
    return f"{one.method.lower()}_{words.strip('_')}"


def _path_values(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _key(contract: Contract) -> list[dict[str, Any]]:
    if contract.key == "none":
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 128}
    required = contract.key == "required"
    return [{"name": KEY_HEADER.title(), "in": "header", "required": required, "schema": schema}]


def _query(
    contract: Contract, shapes: dict[int, dict[str, Any]], components: dict[str, Any]
) -> list[dict[str, Any]]:
    if contract.query is None:
        return []
    struct = components[_name(shapes[id(contract.query)])]
    needed = struct.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": schema}
        for name, schema in struct["properties"].items()
    ]


def _body(contract: Contract, shapes: dict[int, dict[str, Any]]) -> dict[str, Any]:
    if contract.form is not None:
        return {"multipart/form-data": {"schema": shapes[id(contract.form)]}}
    if contract.asked is not None:
        return {_JSON: {"schema": shapes[id(contract.asked)]}}
    return {}


def _responses(one: Operation, shapes: dict[int, dict[str, Any]]) -> dict[str, Any]:
    contract = one.contract
    given: dict[str, Any] = {"description": contract.summary}
    if contract.media_type != _JSON:
        given["content"] = {contract.media_type: {}}
    elif contract.answer is not None and contract.answer is not type(None):
        given["content"] = {_JSON: {"schema": shapes[id(contract.answer)]}}
    made = {str(contract.status): given}
    problem = {PROBLEM: {"schema": shapes[id(Problem)]}}
    for status in sorted(_refusals(one)):
        made[str(status)] = {"description": _REFUSALS[status], "content": problem}
    return made


def _refusals(one: Operation) -> set[int]:
    contract = one.contract
    possible = {400, 408, 413, 500, 503}
    if not one.access.is_public:
        possible |= {401, 403}
    if "{" in one.path:
        possible |= {404, 422}  # nothing there, or a name that no text can be
    if _types(contract) and (contract.asked or contract.query or contract.form):
        possible.add(422)
    if contract.asked or contract.form:
        possible.add(415)
    if one.method != "GET":
        possible |= {401, 403, 404, 409, 422, 429}
    return possible


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]

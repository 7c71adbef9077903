"""Request bodies: JSON into msgspec structs, strictly, with every field's first problem named."""

import json
from typing import Any, ClassVar, TypeVar

import msgspec
from sanic import Request

from server.core.errors import Invalid
from server.web.field_errors import problems_in

T = TypeVar("T")
JSON = "application/json"
_decoders: dict[type, msgspec.json.Decoder[Any]] = {}


class MalformedJson(Invalid):
    """The body is not JSON, or says the same key twice."""

    code = "web.malformed_json"
    status: ClassVar[int] = 400


class WrongContentType(Invalid):
    """The body is not announced as JSON."""

    code = "web.wrong_content_type"
    status: ClassVar[int] = 415


class FieldsInvalid(Invalid):
    """The body is JSON, but not what this address takes."""

    code = "web.fields_invalid"


def decode(request: Request, kind: type[T]) -> T:
    """The body as a struct. Raises WrongContentType, MalformedJson, FieldsInvalid."""
    announced = request.headers.get("content-type", "")
    if announced.split(";", 1)[0].strip().lower() != JSON:
        raise WrongContentType
    return decode_json(request.body, kind)


def decode_json(raw: bytes, kind: type[T]) -> T:
    """JSON text as a struct. Raises MalformedJson, FieldsInvalid."""
    plain = _plain(raw)
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        decoded: T = decoder.decode(raw)
    except msgspec.ValidationError as wrong:
        fields = problems_in(plain, kind) or {"": "field.wrong_type"}
        raise FieldsInvalid(fields=fields) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise MalformedJson from wrong
    return decoded


def convert(plain: dict[str, Any], kind: type[T]) -> T:
    """Text values, as of a query string or a form, as a struct. Raises FieldsInvalid."""
    try:
        return msgspec.convert(plain, kind, strict=False)
    except msgspec.ValidationError as wrong:
        raise FieldsInvalid(fields=problems_in(plain, kind, strict=False)) from wrong


def _plain(raw: bytes) -> Any:
    """The JSON as plain values. A key said twice means two readers may see two things: refused."""
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as wrong:
        raise MalformedJson from wrong


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate key")
    return made

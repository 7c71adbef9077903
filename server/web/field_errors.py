"""Which fields of a wrong body are wrong, and how: msgspec stops at the first, people want all."""

import re
from typing import Any, get_args

import msgspec
from msgspec import inspect, structs

from server.core.errors import Invalid

_MOST = 50
_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")


class FieldMissing(Invalid):
    """A field that must be there is not."""

    code = "field.missing"


class FieldUnknown(Invalid):
    """A field nobody asked for."""

    code = "field.unknown"


class FieldWrongType(Invalid):
    """A value of another type than asked for."""

    code = "field.wrong_type"


class FieldWrongForm(Invalid):
    """A text that does not look as it must."""

    code = "field.wrong_form"


class FieldTooShort(Invalid):
    """Fewer characters or entries than needed."""

    code = "field.too_short"


class FieldTooLong(Invalid):
    """More characters or entries than taken."""

    code = "field.too_long"


class FieldOutOfRange(Invalid):
    """A number below the least or above the most."""

    code = "field.out_of_range"


class FieldNotOffered(Invalid):
    """A value that is not among those offered."""

    code = "field.not_offered"


# msgspec says it in English sentences; the first pattern that fits decides.
_CODES: tuple[tuple[str, type[Invalid]], ...] = (
    ("missing required field", FieldMissing),
    ("contains unknown field", FieldUnknown),
    ("matching regex", FieldWrongForm),
    ("Invalid RFC3339", FieldWrongForm),
    ("Invalid UUID", FieldWrongForm),
    ("Invalid enum value", FieldNotOffered),
    ("Invalid value", FieldNotOffered),
    ("of length >=", FieldTooShort),
    ("of length <=", FieldTooLong),
    (" >= ", FieldOutOfRange),
    (" > ", FieldOutOfRange),
    (" <= ", FieldOutOfRange),
    (" < ", FieldOutOfRange),
)


def problems_in(plain: Any, kind: Any, *, strict: bool = True) -> dict[str, str]:
    """Path -> error code of the first problem of each field; at most fifty."""
    found: dict[str, str] = {}
    _look(plain, kind, "", found, strict=strict)
    return dict(list(found.items())[:_MOST])


def _look(value: Any, kind: Any, path: str, found: dict[str, str], *, strict: bool) -> None:
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as wrong:
        before = len(found)
        struct = _struct_in(kind)
        if struct is not None and isinstance(value, dict):
            _look_inside(value, struct, path, found, strict=strict)
        elif (entry := _entry_of(kind)) is not None and isinstance(value, list):
            for place, one in enumerate(value):
                _look(one, entry, f"{path}[{place}]", found, strict=strict)
        if len(found) == before:
            _name(str(wrong), path, found)


def _look_inside(
    value: dict[str, Any], struct: Any, path: str, found: dict[str, str], *, strict: bool
) -> None:
    known = {field.encode_name: field for field in structs.fields(struct)}
    for name, field in known.items():
        place = f"{path}.{name}" if path else name
        if name in value:
            _look(value[name], field.type, place, found, strict=strict)
        elif field.required:
            found[place] = FieldMissing.code
    if struct.__struct_config__.forbid_unknown_fields:
        for name in value.keys() - known.keys():
            found[f"{path}.{name}" if path else name] = FieldUnknown.code


def _struct_in(kind: Any) -> Any:
    """The one struct a type is or may be (`Point | None`)."""
    candidates = [kind, *get_args(kind)]
    return next((one for one in candidates if inspect.is_struct_type(one)), None)


def _entry_of(kind: Any) -> Any:
    """What a list type holds."""
    for one in (kind, *get_args(kind)):
        if getattr(one, "__origin__", None) in {list, tuple}:
            return get_args(one)[0]
    return None


def _name(message: str, path: str, found: dict[str, str]) -> None:
    deeper = _PATH.search(message)
    if deeper:
        path = (path + deeper["path"]).lstrip(".")
    code = next((kind for text, kind in _CODES if text in message), FieldWrongType).code
    found[path] = code

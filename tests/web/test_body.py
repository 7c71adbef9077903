"""Bodies: strict, and every field's first problem at once."""

from typing import Annotated

import msgspec
import pytest

from server.web import body
from server.web.field_errors import problems_in

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=5)]


class Point(msgspec.Struct, forbid_unknown_fields=True):
    fact: Annotated[str, msgspec.Meta(pattern="^[a-z.]+$")]
    amount: Annotated[int, msgspec.Meta(ge=0)]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    kind: str = "told"
    points: list[Point] = []
    one: Point | None = None


def fields_of(raw: bytes) -> dict[str, str]:
    with pytest.raises(body.FieldsInvalid) as refused:
        body.decode_json(raw, Asked)
    return refused.value.fields


def test_a_right_body_becomes_a_struct():
    assert body.decode_json(b'{"name": "\xe5\xbc\xa0"}', Asked).name == "张"


def test_all_wrong_fields_are_named_at_once():
    raw = b'{"name": "", "points": [{"fact": "A", "amount": -1}, {"amount": "x"}], "more": 1}'

    assert fields_of(raw) == {
        "name": "field.too_short",
        "points[0].fact": "field.wrong_form",
        "points[0].amount": "field.out_of_range",
        "points[1].fact": "field.missing",
        "points[1].amount": "field.wrong_type",
        "more": "field.unknown",
    }


def test_an_optional_struct_is_looked_into():
    assert fields_of(b'{"name": "x", "one": {"fact": "a"}}') == {"one.amount": "field.missing"}


def test_a_list_in_place_of_an_object_is_one_problem():
    assert fields_of(b"[]") == {"": "field.wrong_type"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"name": "a", "name": "b"}',
        b'{"name": "x", "one": {"fact": "a", "fact": "b", "amount": 1}}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_plain_json_is_refused(raw):
    with pytest.raises(body.MalformedJson):
        body.decode_json(raw, Asked)


def test_query_values_are_read_as_the_type_asked_for():
    class Page(msgspec.Struct):
        number: Annotated[int, msgspec.Meta(ge=1)] = 1

    assert body.convert({"number": "7"}, Page).number == 7
    with pytest.raises(body.FieldsInvalid) as refused:
        body.convert({"number": "0"}, Page)
    assert refused.value.fields == {"number": "field.out_of_range"}


def test_a_thousand_wrong_entries_give_fifty_problems():
    assert len(problems_in({"name": "x", "points": [{}] * 1000}, Asked)) == 50

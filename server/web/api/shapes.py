"""Small types that several bodies share."""

from typing import Annotated, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
LongText = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Digits = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]
Phone = Annotated[str, msgspec.Meta(pattern="^1[3-9][0-9]{9}$")]
RegionCode = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}([0-9]{3}){0,2}([0-9]{2})?$")]
ItemCode = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{1,63}$")]
Fen = Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)]


class Asked(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A request body: nothing unknown in it."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer body."""


class ContactTold(Asked, frozen=True):
    """How somebody is called; without a phone no number is given."""

    kind: Literal["mobile", "landline", "abroad", "none"]
    number: Annotated[str, msgspec.Meta(max_length=40)] = ""

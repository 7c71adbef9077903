"""What a visit brings home, as it is sent and kept (sealed)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

Strokes = list[list[tuple[int, int]]]
_LEAST_POINTS, _MOST_POINTS = 3, 6000


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Seen(_Part, frozen=True):
    """One answer: as declared or not, there or not, or hard to say; `value` where it differs."""

    outcome: Literal["same", "differs", "unsure", "none", "seen"]
    value: Any = None
    note: str = ""


class Signature(_Part, frozen=True):
    """A name written on glass, or on the printed sheet that is kept in the file."""

    how: Literal["glass", "paper"]
    strokes: Strokes = []


class Household(_Part, frozen=True):
    """The household's word on the record: signed on glass or paper, or refused and why."""

    outcome: Literal["signed", "paper", "refused"]
    strokes: Strokes = []
    note: str = ""


class Record(_Part, frozen=True):
    """Everything one visit found."""

    answers: dict[str, Seen]
    observations: str
    first: Signature
    second: Signature
    household: Household


class FilledSheet(_Part, frozen=True):
    """A record as a phone sends it, `send_id` the phone's own number for it."""

    send_id: Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z-]{8,64}$")]
    revision: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
    visited_at: Annotated[datetime, msgspec.Meta(tz=True)]
    device_id: UUID
    record: Record

    @property
    def sending(self) -> "Sending":
        """Which sending it is."""
        return Sending(
            send_id=self.send_id,
            revision=self.revision,
            visited_at=self.visited_at,
            device_id=self.device_id,
        )


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One sending of a record: the sender's own number, growing with each change."""

    send_id: str
    revision: int
    visited_at: datetime
    device_id: UUID | None = None


def problems(record: Record, asked: list[str]) -> dict[str, str]:
    """A field code for each thing that is missing."""
    found = {f"answers.{key}": "field.missing" for key in asked if key not in record.answers}
    found |= {
        f"answers.{key}": "field.missing"
        for key, seen in record.answers.items()
        if seen.outcome == "differs" and seen.value is None
    }
    for who, signed in (("first", record.first), ("second", record.second)):
        if signed.how == "glass" and not drawn(signed.strokes):
            found[who] = "field.missing"
    home = record.household
    if home.outcome == "signed" and not drawn(home.strokes):
        found["household"] = "field.missing"
    if home.outcome == "refused" and not home.note.strip():
        found["household"] = "field.missing"
    return found


def drawn(strokes: Strokes) -> bool:
    """Whether somebody really wrote: more than a dot, less than a scribble without end."""
    points = sum(len(stroke) for stroke in strokes)
    return _LEAST_POINTS <= points <= _MOST_POINTS

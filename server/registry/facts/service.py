"""Recording and reading facts by raw SQL; sensitive values are sealed."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from server.core import clock, database
from server.core.actors import CASE_ROLES, Actor
from server.core.privacy import decrypt, encrypt

Coverage = Literal["covered", "not_covered", "partial", "unknown"]
_SEALED = "facts.value"


@dataclass(frozen=True, kw_only=True)
class FactEntry:
    """A fact to keep. `source` is `declared`, `pledge`, `survey`, `upload` or `register:<code>`."""

    key: str
    subject_kind: str
    subject_id: UUID
    source: str
    as_of: date
    stated_by: str
    value: Any = None
    coverage: Coverage = "covered"
    case_no: str | None = None
    valid_until: date | None = None
    query_no: str | None = None
    is_sensitive: bool = True


@dataclass(frozen=True)
class Fact:
    """A fact that stands."""

    id: int
    key: str
    subject_kind: str
    subject_id: UUID
    case_no: str | None
    source: str
    coverage: Coverage
    value: Any
    as_of: date
    valid_until: date | None
    stated_by: str
    recorded_at: datetime
    contested_at: datetime | None

    @property
    def is_declared(self) -> bool:
        """Whether the resident said so."""
        return self.source in {"declared", "pledge"}

    @property
    def register(self) -> str:
        """The register it came from, or an empty string."""
        return self.source.partition("register:")[2]


_RECORD = """
WITH entry AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::bytea[], $9::date[], $10::date[], $11::text[], $12::text[])
    AS e (key, subject_kind, subject_id, case_no, source, coverage, value, value_enc, as_of,
          valid_until, query_no, stated_by)),
old AS (
  UPDATE facts SET superseded_at = $13 FROM entry
   WHERE facts.subject_id = entry.subject_id AND facts.key = entry.key
     AND facts.source = entry.source AND coalesce(facts.case_no, '') = coalesce(entry.case_no, '')
     AND facts.superseded_at IS NULL
  RETURNING facts.subject_id, facts.key, facts.source, facts.contested_at)
INSERT INTO facts (key, subject_kind, subject_id, case_no, source, coverage, value, value_enc,
  as_of, valid_until, query_no, stated_by, recorded_at, contested_at)
SELECT key, subject_kind, subject_id, case_no, source, coverage, value::jsonb, value_enc, as_of,
  valid_until, query_no, stated_by, $13, (SELECT max(contested_at) FROM old
    WHERE old.subject_id = entry.subject_id AND old.key = entry.key AND old.source = entry.source)
  FROM entry WHERE (SELECT count(*) FROM old) >= 0
"""


async def record(entries: Sequence[FactEntry]) -> None:
    """Keep facts; each takes the place of the one from the same source in the same case.

    One statement: the count makes it end what stood before it adds what stands now. What was
    contested stays so when a register repeats itself: only an answer carries it on.
    """
    if entries:
        columns = zip(*(_columns(entry) for entry in entries), strict=True)
        await database.execute(_RECORD, *map(list, columns), clock.now())


def _columns(entry: FactEntry) -> tuple[Any, ...]:
    known = entry.coverage in {"covered", "partial"}
    text = msgspec.json.encode(entry.value).decode() if known else None
    sealed = encrypt(text, _SEALED) if text is not None and entry.is_sensitive else None
    return (
        entry.key,
        entry.subject_kind,
        entry.subject_id,
        entry.case_no,
        entry.source,
        entry.coverage,
        None if entry.is_sensitive else text,
        sealed,
        entry.as_of,
        entry.valid_until,
        entry.query_no,
        entry.stated_by,
    )


async def of_case(case_no: str, subjects: Sequence[UUID]) -> list[Fact]:
    """What stands for a case: its own facts, and those of its people that need no case."""
    rows = await database.fetch(
        "SELECT id, key, subject_kind, subject_id, case_no, source, coverage,"
        " value::text AS value, value_enc, as_of, valid_until, stated_by, recorded_at, contested_at"
        " FROM facts WHERE superseded_at IS NULL"
        " AND (case_no = $1 OR (case_no IS NULL AND subject_id = ANY($2::uuid[]))) ORDER BY id",
        case_no,
        list(subjects),
    )
    return [_fact(row) for row in rows]


def _fact(row: dict[str, Any]) -> Fact:
    sealed, text = row.pop("value_enc"), row.pop("value")
    opened = decrypt(bytes(sealed), _SEALED) if sealed is not None else text
    row["value"] = msgspec.json.decode(opened) if opened is not None else None
    return Fact(**row)


async def contest(fact_id: int, *, person_id: UUID) -> bool:
    """Mark a fact about oneself as wrong; someone must look. False when it is not one's own."""
    rows = await database.fetch(
        "UPDATE facts SET contested_at = $3 WHERE id = $1 AND subject_id = $2"
        " AND superseded_at IS NULL RETURNING id",
        fact_id,
        person_id,
        clock.now(),
    )
    return bool(rows)


async def settle_contest(person_id: UUID, key: str, source: str, *, is_wrong: bool) -> None:
    """After somebody has looked: what was wrong stands no more, what was right counts again."""
    change = "superseded_at = $4" if is_wrong else "contested_at = nullif($4, $4::timestamptz)"
    await database.execute(
        f"UPDATE facts SET {change} WHERE subject_id = $1 AND key = $2 AND source = $3"
        " AND superseded_at IS NULL AND contested_at IS NOT NULL",
        person_id,
        key,
        source,
        clock.now(),
    )


def visible_to(found: Iterable[Fact], by: Actor, *, wards: Container[UUID] = ()) -> list[Fact]:
    """What somebody may read of a case's facts: caseworkers all, others not what is another's.

    `wards` are the minors whose facts this reader sees as their own.
    """
    return [
        fact
        for fact in found
        if by.role in CASE_ROLES
        or fact.subject_kind != "person"
        or fact.subject_id == by.person_id
        or fact.subject_id in wards
        or fact.stated_by == by.id
    ]

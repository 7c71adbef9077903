"""Reading mandates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.core import clock, database
from server.core.privacy import decrypt
from server.registry.delegations.errors import MandateUnknown

RELATION, WITNESS, BASIS = "delegations.relation", "delegations.witness", "delegations.basis"
_READ = """
SELECT d.mandate_no, d.person_id, p.name AS person_name, d.delegate_id, q.name AS delegate_name,
       d.kind, d.relation_enc, d.item_codes, d.case_no, d.method, d.given_at, d.expires_at,
       d.revoked_at
  FROM delegations d JOIN people p ON p.id = d.person_id JOIN people q ON q.id = d.delegate_id
"""
_STANDS = "d.revoked_at IS NULL AND d.expires_at > "


@dataclass(frozen=True)
class Delegation:
    """One mandate; no items and no case means everything of this person's."""

    mandate_no: str
    person_id: UUID
    person_name: str
    delegate_id: UUID
    delegate_name: str
    kind: str
    relation: str
    items: tuple[str, ...]
    case_no: str | None
    method: str
    given_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def is_standing(self) -> bool:
        """Whether it holds now."""
        return self.revoked_at is None and self.expires_at > clock.now()

    def covers(self, case_no: str, item_code: str) -> bool:
        """Whether a case lies within it."""
        return self.case_no in (None, case_no) and (not self.items or item_code in self.items)


async def of(mandate_no: str) -> Delegation:
    """That mandate, whoever asks; callers check who may. Raises MandateUnknown."""
    row = await database.fetch_one(_READ + " WHERE d.mandate_no = $1", mandate_no)
    if row is None:
        raise MandateUnknown
    return _delegation(row)


async def of_person(person_id: UUID) -> list[Delegation]:
    """Every mandate somebody gave, newest first."""
    rows = await database.fetch(
        _READ + " WHERE d.person_id = $1 ORDER BY d.given_at DESC, d.id DESC", person_id
    )
    return [_delegation(row) for row in rows]


async def held_by(delegate_id: UUID) -> list[Delegation]:
    """The mandates somebody holds now; who lost one sees nothing of it."""
    rows = await database.fetch(
        _READ + f" WHERE d.delegate_id = $1 AND {_STANDS}$2 ORDER BY p.pinyin, d.id",
        delegate_id,
        clock.now(),
    )
    return [_delegation(row) for row in rows]


async def standing(person_id: UUID) -> list[Delegation]:
    """The mandates that hold now for a person."""
    rows = await database.fetch(
        _READ + f" WHERE d.person_id = $1 AND {_STANDS}$2 ORDER BY d.given_at, d.id",
        person_id,
        clock.now(),
    )
    return [_delegation(row) for row in rows]


async def delegates_of(person_id: UUID, case_no: str, item_code: str) -> list[Delegation]:
    """The mandates of a person that cover one case now."""
    return [one for one in await standing(person_id) if one.covers(case_no, item_code)]


async def is_guardian(delegate_id: UUID, person_id: UUID) -> bool:
    """Whether one is the other's guardian now, by a document that staff have seen."""
    return any(
        one.kind == "guardian" and one.delegate_id == delegate_id
        for one in await standing(person_id)
    )


def _delegation(row: dict[str, Any]) -> Delegation:
    sealed, items = row.pop("relation_enc"), row.pop("item_codes")
    return Delegation(relation=decrypt(bytes(sealed), RELATION), items=tuple(items), **row)

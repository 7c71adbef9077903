"""Opening, reading and ending sessions; real time, raw SQL, one statement to read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.core import clock, database, ids
from server.core.actors import Actor, Mandate, Role

RESIDENT_LIFE = timedelta(days=30)
RESIDENT_IDLE = timedelta(days=7)
STAFF_LIFE = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=30)
SECOND_FACTOR_LIFE = timedelta(minutes=10)
_TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """One signed-in browser or phone."""

    digest: bytes
    actor: Actor
    csrf: str
    stage: str
    expires_at: datetime

    @property
    def seconds_left(self) -> int:
        """How long it may still stand, for a cookie's age."""
        return max(0, int((self.expires_at - clock.real_now()).total_seconds()))


def digest_of(token: str) -> bytes:
    """What is stored of a token, whatever bytes a header held."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


async def open_for_account(account_id: UUID, device: str) -> tuple[str, Session]:
    """A session for a resident: the token for them, the rest for us."""
    return await _open(
        actor=f"resident:{account_id}",
        role=Role.RESIDENT,
        account_id=account_id,
        staff_id=None,
        stage="full",
        life=RESIDENT_LIFE,
        device=device,
        person_id=await _named(account_id),
        mandate_no=None,
    )


async def open_for_person(
    account_id: UUID, person_id: UUID, *, mandate_no: str | None, device: str
) -> tuple[str, Session]:
    """A session that serves one of an account's people, or under a mandate somebody else."""
    return await _open(
        actor=f"resident:{account_id}",
        role=Role.RESIDENT,
        account_id=account_id,
        staff_id=None,
        stage="full",
        life=RESIDENT_LIFE,
        device=device,
        person_id=person_id,
        mandate_no=mandate_no,
    )


async def _named(account_id: UUID) -> UUID | None:
    """The account's own person where its screens must say for whom: it serves others too."""
    row = await database.fetch_one(
        "SELECT a.person_id FROM accounts a WHERE a.id = $1 AND (EXISTS (SELECT 1"
        " FROM account_people ap WHERE ap.account_id = a.id AND ap.removed_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM delegations d WHERE d.delegate_id = a.person_id"
        " AND d.revoked_at IS NULL AND d.expires_at > $2))",
        account_id,
        clock.now(),
    )
    return row["person_id"] if row else None


async def open_for_staff(
    staff_id: UUID, role: Role, *, stage: str, device: str, office: str = ""
) -> tuple[str, Session]:
    """A session for staff acting in one role and office; `second_factor` until the code came."""
    return await _open(
        actor=f"staff:{staff_id}",
        role=role,
        account_id=None,
        staff_id=staff_id,
        stage=stage,
        life=STAFF_LIFE if stage == "full" else SECOND_FACTOR_LIFE,
        device=device,
        office=office or None,
        person_id=None,
        mandate_no=None,
    )


async def _open(*, life: timedelta, **row: Any) -> tuple[str, Session]:
    token, now = ids.token(), clock.real_now()
    await database.execute(
        "INSERT INTO sessions (digest, actor, role, account_id, staff_id, csrf, stage, created_at,"
        " seen_at, expires_at, device, office, person_id, mandate_no)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13)",
        digest_of(token),
        row["actor"],
        row["role"].value,
        row["account_id"],
        row["staff_id"],
        ids.token(),
        row["stage"],
        now,
        now + life,
        "".join(filter(str.isprintable, row["device"])),
        row.get("office"),
        row["person_id"],
        row["mandate_no"],
    )
    session = await of(token)
    if session is None:
        raise LookupError("the session just opened cannot be read")
    return token, session


_READ = """
SELECT s.digest, s.actor, s.role, s.account_id, s.staff_id, s.csrf, s.stage, s.seen_at,
       s.expires_at, a.person_id, s.person_id AS served_id, coalesce(who.name, '') AS served_name,
       d.mandate_no, d.kind, d.case_no, d.item_codes, coalesce(st.name, '') AS staff_name,
       coalesce(p.region_code, '') AS office
  FROM sessions s
  LEFT JOIN accounts a ON a.id = s.account_id AND a.closed_at IS NULL
  LEFT JOIN people who ON who.id = s.person_id
  LEFT JOIN delegations d ON d.mandate_no = s.mandate_no AND d.delegate_id = a.person_id
   AND d.person_id = s.person_id AND d.revoked_at IS NULL AND d.expires_at > $4
  LEFT JOIN account_people ap ON ap.account_id = s.account_id AND ap.person_id = s.person_id
   AND ap.removed_at IS NULL
  LEFT JOIN staff st ON st.id = s.staff_id AND (st.left_on IS NULL OR st.left_on > $2::date)
  LEFT JOIN LATERAL (SELECT region_code FROM staff_acts WHERE staff_id = s.staff_id
     AND role = s.role AND (s.office IS NULL OR region_code = s.office)
     AND starts_on <= $2::date AND (ends_on IS NULL OR ends_on >= $2::date)
     ORDER BY stands_for IS NOT NULL, starts_on DESC LIMIT 1) p ON s.staff_id IS NOT NULL
 WHERE s.digest = $1 AND s.revoked_at IS NULL AND s.expires_at > $3
   AND (a.id IS NOT NULL OR (st.id IS NOT NULL AND p.region_code IS NOT NULL))
   AND (s.person_id IS NULL OR d.id IS NOT NULL
        OR (s.mandate_no IS NULL AND (s.person_id = a.person_id OR ap.account_id IS NOT NULL)))
"""


async def of(token: str) -> Session | None:
    """The session a token stands for: not ended, not idle too long, its owner still in place."""
    now = clock.real_now()
    row = await database.fetch_one(_READ, digest_of(token), clock.today(), now, clock.now())
    if row is None:
        return None
    idle = STAFF_IDLE if row["staff_id"] else RESIDENT_IDLE
    if now - row["seen_at"] > idle:
        return None
    if now - row["seen_at"] > _TOUCH_AFTER:
        await database.execute(
            "UPDATE sessions SET seen_at = $2 WHERE digest = $1", row["digest"], now
        )
    return _session(row)


def _session(row: dict[str, Any]) -> Session:
    actor = Actor(
        id=row["actor"],
        role=Role(row["role"]),
        name=row["staff_name"],
        account_id=row["account_id"],
        person_id=row["person_id"] if row["mandate_no"] else row["served_id"] or row["person_id"],
        staff_id=row["staff_id"],
        office=row["office"],
        mandate=_mandate(row),
        for_name=row["served_name"],
    )
    return Session(bytes(row["digest"]), actor, row["csrf"], row["stage"], row["expires_at"])


def _mandate(row: dict[str, Any]) -> Mandate | None:
    if not row["mandate_no"]:
        return None
    return Mandate(
        no=row["mandate_no"],
        for_id=row["served_id"],
        is_guardian=row["kind"] == "guardian",
        case_no=row["case_no"],
        items=tuple(row["item_codes"]),
    )


async def revoke(token: str) -> None:
    """End one session at once."""
    await database.execute(
        "UPDATE sessions SET revoked_at = $2 WHERE digest = $1", digest_of(token), clock.real_now()
    )


async def revoke_all(actor: str) -> None:
    """End every session of somebody."""
    await database.execute(
        "UPDATE sessions SET revoked_at = $2 WHERE actor = $1 AND revoked_at IS NULL",
        actor,
        clock.real_now(),
    )


async def revoke_mandate(mandate_no: str) -> None:
    """End every session that served somebody under a mandate."""
    await database.execute(
        "UPDATE sessions SET revoked_at = $2 WHERE mandate_no = $1 AND revoked_at IS NULL",
        mandate_no,
        clock.real_now(),
    )


async def sweep() -> None:
    """Remove what ended long ago: sessions after a day, sign-in codes after an hour."""
    now = clock.real_now()
    await database.execute("DELETE FROM sessions WHERE expires_at < $1", now - timedelta(days=1))
    await database.execute(
        "DELETE FROM sign_in_codes WHERE expires_at < $1", now - timedelta(hours=1)
    )

"""A link for an adult far away: no account needed, known again by name and number, one use."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.casework.signing.errors import LinkUnknown, LinkWrong
from server.core import clock, database, ids
from server.core.actors import Actor, Role
from server.registry import audit, people

LIFE = timedelta(days=14)
PASS_LIFE = timedelta(minutes=30)
MOST_TRIES = 5
# Who may still be asked; nothing goes to somebody who must be kept away.
_ASKABLE = frozenset({"asked", "passed"})


@dataclass(frozen=True)
class Link:
    """A link that stands: for whom, for which case, until when."""

    id: UUID
    case: Case
    person_id: UUID
    expires_at: datetime
    pass_digest: bytes | None
    pass_until: datetime | None


def _digest(token: str) -> bytes:
    return sha256(token.encode(errors="surrogatepass")).digest()


async def make(case: Case, person_id: UUID, *, by: Actor) -> str:
    """A fresh link for an adult who has not signed; an older one ends. The caller checks who may.

    Raises CaseUnknown.
    """
    token = ids.token()
    async with database.transaction():
        await _check_askable(case, person_id)
        await database.execute(
            "UPDATE signing_links SET revoked_at = $3 WHERE case_no = $1 AND person_id = $2"
            " AND revoked_at IS NULL AND used_at IS NULL",
            case.case_no,
            person_id,
            clock.now(),
        )
        await database.execute(
            "INSERT INTO signing_links (id, token_digest, case_no, person_id, made_by, made_at,"
            " expires_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
            ids.new(),
            _digest(token),
            case.case_no,
            person_id,
            by.id,
            clock.now(),
            clock.now() + LIFE,
        )
        await audit.record(by, "make-signing-link", f"case:{case.case_no}")
    return token


async def _check_askable(case: Case, person_id: UUID) -> None:
    found = await cases.signers_of(case)
    if not any(s.person_id == person_id and s.state in _ASKABLE for s in found):
        raise cases.CaseUnknown


async def opened(token: str) -> Link:
    """The link a token stands for, while it stands. Raises LinkUnknown."""
    row = await database.fetch_one(
        "SELECT id, case_no, person_id, expires_at, pass_digest, pass_until FROM signing_links"
        " WHERE token_digest = $1 AND revoked_at IS NULL AND used_at IS NULL"
        " AND expires_at > $2 AND tries < $3",
        _digest(token),
        clock.now(),
        MOST_TRIES,
    )
    if row is None:
        raise LinkUnknown
    return await _link(row)


async def _link(row: dict[str, Any]) -> Link:
    case = await cases.of(row.pop("case_no"))
    try:
        await _check_askable(case, row["person_id"])
    except cases.CaseUnknown:
        raise LinkUnknown from None
    return Link(case=case, **row)


async def verify(token: str, name: str, digits: str) -> str:
    """Know the person again; gives a pass for half an hour. Raises LinkUnknown, LinkWrong."""
    link = await opened(token)
    person = await people.of(link.person_id)
    if not (cases.same_name(name, person.name) and people.knows_end(person, digits)):
        await database.execute("UPDATE signing_links SET tries = tries + 1 WHERE id = $1", link.id)
        raise LinkWrong(fields={"digits": "field.link_wrong"})
    given = ids.token()
    await database.execute(
        "UPDATE signing_links SET pass_digest = $2, pass_until = $3 WHERE id = $1",
        link.id,
        _digest(given),
        clock.now() + PASS_LIFE,
    )
    return given


async def sign_by(token: str, given: str, signature: str, drawing: str = "") -> Case:
    """Agree by link, with one's name under it.

    Raises LinkUnknown, LinkWrong, SignatureWrong, DrawingEmpty.
    """
    link = await _passed(token, given)
    async with database.transaction():
        case = await cases.locked(link.case.case_no)
        words = {"signature": signature, "drawing": drawing}
        await cases.sign_for(case, link.person_id, _signer(link), **words)
        await _use(link)
    return case


async def decline_by(token: str, given: str) -> Case:
    """Say no by link; nobody is refused help for it alone. Raises LinkUnknown, LinkWrong."""
    link = await _passed(token, given)
    async with database.transaction():
        case = await cases.locked(link.case.case_no)
        await cases.decline(case, link.person_id, by=_signer(link))
        await _use(link)
    return case


async def _passed(token: str, given: str) -> Link:
    link = await opened(token)
    known, until = link.pass_digest, link.pass_until
    fresh = known is not None and until is not None and until > clock.now()
    if not fresh or not hmac.compare_digest(bytes(known or b""), _digest(given)):
        raise LinkWrong(fields={"digits": "field.link_wrong"})
    return link


def _signer(link: Link) -> Actor:
    return Actor(id=f"link:{link.id}", role=Role.RESIDENT, person_id=link.person_id)


async def _use(link: Link) -> None:
    await database.execute(
        "UPDATE signing_links SET used_at = $2, pass_digest = NULL WHERE id = $1",
        link.id,
        clock.now(),
    )

"""Revisits: somebody who took no part looks into a bad rating, by a day, and answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import conflicts
from server.catalogue import items
from server.contact import notices
from server.core import clock, database
from server.core.actors import Actor, Role
from server.core.privacy import encrypt
from server.oversight.feedback.errors import RevisitDone, RevisitInvalid, RevisitUnknown
from server.oversight.feedback.rating import REPLY, WORDS, opened
from server.registry import audit, people, regions

VISITORS = frozenset({Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER, Role.MANAGER})
OUTCOMES = ("mended", "explained", "not_founded", "not_reached")
FINDINGS, IMPROVEMENT, REASON, APPEAL = (
    "revisits.findings",
    "revisits.improvement",
    "rating_exclusions.reason",
    "rating_exclusions.appeal",
)
# Of one's area, of other people's work, of nobody one is related to.
OPEN_TO = """
r.office_code LIKE $1 || '%' AND $2 <> ALL (r.involved) AND c.id <> ALL ($3::uuid[])
"""
_LISTED = f"""
SELECT v.id, r.level, r.office_code, c.item_code, c.item_version, v.due_at, v.due_is_provisional,
       v.outcome, v.done_at, coalesce(x.state, '') AS exclusion
  FROM revisits v JOIN ratings r ON r.id = v.rating_id JOIN cases c ON c.id = r.case_id
  LEFT JOIN rating_exclusions x ON x.rating_id = r.id
 WHERE {OPEN_TO} AND (v.outcome IS NULL OR x.state IN ('proposed', 'appealed') OR v.done_at > $4)
 ORDER BY v.outcome IS NOT NULL, v.due_at LIMIT 200
"""
_ONE = f"""
SELECT v.*, r.id AS rating, r.level, r.words_enc, r.may_call, r.account_id, r.office_code,
       c.case_no, c.item_code, c.item_version, c.applicant_id, x.state AS exclusion,
       x.reason_enc, x.proposed_by, x.confirmed_by, x.appeal_enc
  FROM revisits v JOIN ratings r ON r.id = v.rating_id JOIN cases c ON c.id = r.case_id
  LEFT JOIN rating_exclusions x ON x.rating_id = r.id WHERE v.id = $4 AND {OPEN_TO}
"""


@dataclass(frozen=True)
class RevisitLine:
    """One revisit in the list: neither who rated nor which case."""

    id: UUID
    level: int
    office: str
    item: str
    due_at: datetime
    due_is_provisional: bool
    outcome: str
    exclusion: str


@dataclass(frozen=True)
class Revisit:
    """One revisit for whoever looks into it: the person, the case, the words."""

    line: RevisitLine
    case_no: str
    name: str
    phone: str
    may_call: bool
    words: str
    findings: str
    improvement: str
    reply: str
    reason: str
    appeal: str
    may_confirm: bool
    may_hear: bool


async def revisits_for(by: Actor) -> list[RevisitLine]:
    """Open ones first, by deadline; then those of the day."""
    rows = await database.fetch(_LISTED, *await _area(by), clock.start_of(clock.today()))
    return [_line(row) for row in rows]


async def revisits_waiting(by: Actor) -> int:
    """How many wait for somebody like this; nobody else is told of any."""
    if by.role not in VISITORS:
        return 0
    return sum(1 for line in await revisits_for(by) if not line.outcome)


async def _area(by: Actor) -> tuple[str, UUID, list[UUID]]:
    """Office, staff id and hidden cases of somebody who may look into ratings."""
    if by.role not in VISITORS or not by.office or by.staff_id is None:
        raise RevisitUnknown
    return by.office, by.staff_id, await conflicts.hidden_from(by.staff_id)


def _line(row: dict[str, Any]) -> RevisitLine:
    return RevisitLine(
        id=row["id"],
        level=row["level"],
        office=regions.of(row["office_code"]).name,
        item=items.version(row["item_code"], row["item_version"]).title,
        due_at=row["due_at"],
        due_is_provisional=row["due_is_provisional"],
        outcome=row["outcome"] or "",
        exclusion=row["exclusion"] or "",
    )


async def revisit_of(revisit_id: UUID, by: Actor) -> Revisit:
    """One revisit with the person behind it; opening it is audited. Raises RevisitUnknown."""
    row = await row_of(revisit_id, by)
    person, account = (
        await people.of(row["applicant_id"]),
        await people.account_of(row["account_id"]),
    )
    async with database.transaction():
        await audit.record(by, "open-revisit", f"case:{row['case_no']}")
    others = {row["proposed_by"], row["confirmed_by"]}
    return Revisit(
        line=_line(row),
        case_no=row["case_no"],
        name=person.name,
        phone=account.phone or person.phone or "",
        may_call=row["may_call"],
        words=opened(row["words_enc"], WORDS),
        findings=opened(row["findings_enc"], FINDINGS),
        improvement=opened(row["improvement_enc"], IMPROVEMENT),
        reply=opened(row["reply_enc"], REPLY),
        reason=opened(row["reason_enc"], REASON),
        appeal=opened(row["appeal_enc"], APPEAL),
        may_confirm=row["exclusion"] == "proposed" and by.staff_id != row["proposed_by"],
        may_hear=row["exclusion"] == "appealed" and by.staff_id not in others,
    )


async def row_of(revisit_id: UUID, by: Actor) -> dict[str, Any]:
    """The raw revisit if it is open to somebody. Raises RevisitUnknown."""
    row = await database.fetch_one(_ONE, *await _area(by), revisit_id)
    if row is None:
        raise RevisitUnknown
    return row


async def settle(
    revisit_id: UUID, by: Actor, *, outcome: str, findings: str, reply: str, improvement: str = ""
) -> None:
    """Write down what was found and mended, and answer the rater.

    Raises RevisitUnknown, RevisitInvalid, RevisitDone.
    """
    _check(outcome, findings, reply, improvement)
    row = await row_of(revisit_id, by)
    async with database.transaction():
        kept = await database.fetch(
            "UPDATE revisits SET outcome = $2, findings_enc = $3, improvement_enc = $4,"
            " reply_enc = $5, done_by = $6, done_at = $7"
            " WHERE id = $1 AND outcome IS NULL RETURNING id",
            revisit_id,
            outcome,
            encrypt(findings.strip(), FINDINGS),
            encrypt(improvement.strip(), IMPROVEMENT) if improvement.strip() else None,
            encrypt(reply.strip(), REPLY),
            by.staff_id,
            clock.now(),
        )
        if not kept:
            raise RevisitDone
        await audit.record(by, "settle-revisit", f"rating:{row['rating']}")
        await tell_rater(row, "revisit-done")


def _check(outcome: str, findings: str, reply: str, improvement: str) -> None:
    wrong: dict[str, str] = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = "field.not_a_choice"
    wrong |= {
        name: "field.missing"
        for name, words in (("findings", findings), ("reply", reply))
        if not words.strip()
    }
    if outcome == "mended" and not improvement.strip():
        wrong["improvement"] = "field.missing"
    if wrong:
        raise RevisitInvalid(fields=wrong)


async def tell_rater(row: dict[str, Any], kind: str) -> None:
    """Tell the rater, once for each kind."""
    params = {"case_no": row["case_no"], "due": ""}
    once = f"{kind}:{row['rating']}"
    await notices.tell(row["account_id"], kind, once, case_no=row["case_no"], params=params)

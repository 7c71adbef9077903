"""Who looked: every reading of somebody's data by staff, with office, role and why; no names."""

from dataclasses import dataclass
from datetime import datetime

from server.core import database
from server.core.actors import Actor
from server.registry import regions

_MOST = 300
_SUBJECTS = """
SELECT 'case:' || case_no AS subject FROM cases WHERE account_id = $1 OR applicant_id = $2
 UNION SELECT 'account:' || $1::text
 UNION SELECT 'person:' || $2::text WHERE $2::uuid IS NOT NULL
"""
_LOOKS = f"""
SELECT r.at, r.role, r.action, r.subject, r.reason, coalesce(p.region_code, '') AS office
  FROM audit_rows r
  LEFT JOIN LATERAL (SELECT region_code FROM staff_posts s
     WHERE s.staff_id = substr(r.actor, 7)::uuid AND s.role = r.role
       AND s.starts_on <= (r.at AT TIME ZONE 'Asia/Shanghai')::date
     ORDER BY s.starts_on DESC LIMIT 1) p ON true
 WHERE r.subject IN (SELECT subject FROM ({_SUBJECTS}) AS mine)
   AND r.actor LIKE 'staff:%' AND (r.action LIKE 'open%' OR r.action LIKE 'export%')
 ORDER BY r.id DESC LIMIT {_MOST}
"""


@dataclass(frozen=True)
class Look:
    """One reading. `what` is its kind, `why` the reason that was written down, if any."""

    at: datetime
    office: str
    role: str
    what: str
    case_no: str
    why: str


async def looks_of(by: Actor) -> list[Look]:
    """Every reading of what one filed and of oneself, newest first."""
    if by.account_id is None:
        return []
    rows = await database.fetch(_LOOKS, by.account_id, by.person_id)
    return [
        Look(
            at=row["at"],
            office=regions.of(row["office"]).name if row["office"] else "",
            role=row["role"],
            what=row["action"],
            case_no=row["subject"].partition("case:")[2],
            why=row["reason"],
        )
        for row in rows
    ]

"""Figures for whoever steers: how many, how long, how late; nobody's name, nobody's case."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.catalogue import workflow
from server.core import clock, database
from server.core.actors import Actor
from server.registry import regions

_SPAN = timedelta(days=30)


@dataclass(frozen=True)
class OfficeFigures:
    """One office; spans are of the last thirty days, days are natural days."""

    office: str
    name: str
    open: int
    overdue: int
    unclaimed: int
    at_county: int
    sent_in: int
    granted: int
    refused: int
    median_days: float | None
    unserved: int


_FIGURES = """
SELECT c.office_code AS office,
  count(*) FILTER (WHERE c.stage = ANY($2::text[])) AS open,
  count(*) FILTER (WHERE c.stage = ANY($2::text[]) AND c.due_at < $3
    AND NOT c.due_is_provisional) AS overdue,
  count(*) FILTER (WHERE c.stage = ANY($2::text[]) AND c.handler_id IS NULL) AS unclaimed,
  count(*) FILTER (WHERE c.stage = 'county_review') AS at_county,
  count(*) FILTER (WHERE c.submitted_at >= $4) AS sent_in,
  count(*) FILTER (WHERE d.decided_at >= $4 AND d.outcome = 'grant') AS granted,
  count(*) FILTER (WHERE d.decided_at >= $4 AND d.outcome = 'refuse') AS refused,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.decided_at - c.submitted_at))
    FILTER (WHERE d.decided_at >= $4) / 86400 AS median_days,
  coalesce(sum((SELECT count(*) FROM letters l WHERE l.case_id = c.id
    AND l.kind IN ('grant', 'refusal', 'not_accepted')
    AND NOT EXISTS (SELECT 1 FROM letter_services s WHERE s.letter_id = l.id)
    AND NOT EXISTS (SELECT 1 FROM letters n WHERE n.replaces = l.id))), 0) AS unserved
  FROM cases c LEFT JOIN decisions d ON d.case_id = c.id
 WHERE (c.office_code = $1 OR c.county_code = $1) AND c.stage <> 'draft'
 GROUP BY c.office_code ORDER BY c.office_code
"""


async def figures(by: Actor) -> list[OfficeFigures]:
    """Each office in the acting person's area."""
    now = clock.now()
    rows = await database.fetch(_FIGURES, by.office, list(workflow.OPEN_STAGES), now, now - _SPAN)
    return [_figures(row) for row in rows]


def _figures(row: dict[str, Any]) -> OfficeFigures:
    days, office = row.pop("median_days"), row.pop("office")
    return OfficeFigures(
        **{key: int(value) for key, value in row.items()},
        office=office,
        name=regions.of(office).name,
        median_days=round(float(days), 1) if days is not None else None,
    )

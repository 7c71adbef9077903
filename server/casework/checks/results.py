"""Keeping answers: whichever way one came, late, twice or out of order, it is stored once."""

from datetime import timedelta
from typing import Any

from server.casework.checks.events import RegisterAnswered
from server.catalogue import vocabulary
from server.connectors import RegisterResult
from server.core import clock, database, outbox
from server.registry import facts
from server.registry.facts import Coverage, FactEntry

# A first answer counts unless there is one; a correction counts once, also before what it corrects.
_STORE = """
UPDATE register_queries SET state = 'answered', answered_at = $3, last_error = NULL,
       locked_by = NULL, locked_until = NULL, result_nos = array_append(result_nos, $1),
       superseded_by = CASE WHEN $2::text IS NULL THEN superseded_by ELSE $1 END
 WHERE (query_no = coalesce($2::text, $1) OR result_nos @> ARRAY[$2::text])
   AND NOT result_nos @> ARRAY[$1]
   AND ($2::text IS NOT NULL OR state <> 'answered')
RETURNING case_no, person_id, facts
"""


async def store_result(result: RegisterResult) -> bool:
    """Keep an answer; False when it was known, was corrected already, or never asked for."""
    async with database.transaction():
        rows = await database.fetch(_STORE, result.query_no, result.supersedes, clock.now())
        if not rows:
            return False
        row = rows[0]
        await facts.record([_entry(key, row, result) for key in row["facts"]])
        await outbox.publish(RegisterAnswered(row["case_no"] or "", result.query_no))
    return True


def _entry(key: str, row: dict[str, Any], result: RegisterResult) -> FactEntry:
    told = {fact.key: fact for fact in result.facts}
    fact, known = vocabulary.of(key), told.get(key)
    coverage = _coverage(result.coverage, is_told=known is not None)
    none: Any = [] if fact.type == "list" else 0 if fact.is_money else None
    return FactEntry(
        key=key,
        subject_kind=fact.subject,
        subject_id=row["person_id"],
        source=f"register:{result.register}",
        case_no=row["case_no"],
        coverage=coverage,
        value=known.value if known else none,
        as_of=result.as_of,
        valid_until=(known and known.valid_until) or clock.today() + timedelta(fact.valid_days),
        query_no=result.query_no,
        stated_by=f"register:{result.register}",
        is_sensitive=fact.is_sensitive,
    )


def _coverage(told: str, *, is_told: bool) -> Coverage:
    """`covered` without the fact is a true none; `partial` without it is not."""
    if told == "covered" or (told == "partial" and is_told):
        return "covered"
    return "not_covered" if told == "not_covered" else "unknown"

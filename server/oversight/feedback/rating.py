"""Rating an ended matter: five levels, once, never asked for as a condition, never pre-filled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.catalogue import parameters
from server.core import clock, database, ids
from server.core.actors import Actor
from server.core.privacy import decrypt, encrypt
from server.oversight.feedback.errors import AlreadyRated, NotEndedYet, RatingInvalid
from server.registry import audit, workdays

ENDED = frozenset({"approved", "refused", "not_accepted", "closed"})
BEST, BAD = 5, 2
_MOST_WORDS = 1000
WORDS, REPLY = "ratings.words", "revisits.reply"


@dataclass(frozen=True)
class Rating:
    """What somebody rated, and what came of it, as they see it themselves."""

    level: int
    words: str
    rated_at: datetime
    revisit_by: datetime | None
    outcome: str
    reply: str
    exclusion: str
    answer: str


def may_rate(case: Case) -> bool:
    """Whether a matter has ended; withdrawn ones were never decided by anybody."""
    return case.stage in ENDED


async def rate(
    case_no: str, by: Actor, *, level: int, words: str = "", may_call: bool = True
) -> None:
    """Keep a rating; the two lowest levels become a revisit with a deadline.

    Raises CaseUnknown, NotEndedYet, AlreadyRated, RatingInvalid.
    """
    case = await cases.mine(case_no, by)
    if not may_rate(case):
        raise NotEndedYet
    if not 1 <= level <= BEST or len(words) > _MOST_WORDS:
        raise RatingInvalid(
            fields={"level" if len(words) <= _MOST_WORDS else "words": "field.not_a_choice"}
        )
    async with database.transaction():
        rating_id = await _keep(case, level, words.strip(), may_call=may_call)
        if level <= BAD:
            await _plan_revisit(case, rating_id)
        # Not under the case: whoever reads a case's trail must not find who rated it.
        await audit.record(by, "rate", f"rating:{rating_id}")


async def _keep(case: Case, level: int, words: str, *, may_call: bool) -> UUID:
    rows = await database.fetch(
        "INSERT INTO ratings (id, case_id, account_id, office_code, level, words_enc, may_call,"
        " involved, rated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8::uuid[], $9)"
        " ON CONFLICT (case_id) DO NOTHING RETURNING id",
        ids.new(),
        case.id,
        case.account_id,
        case.office_code,
        level,
        encrypt(words, WORDS) if words else None,
        may_call,
        await _involved(case),
        clock.now(),
    )
    if not rows:
        raise AlreadyRated
    kept: UUID = rows[0]["id"]
    return kept


async def _involved(case: Case) -> list[UUID]:
    """Everybody of staff who took a step: none of them may learn who rated."""
    rows = await database.fetch(
        "SELECT DISTINCT substr(actor, 7)::uuid AS id FROM case_steps"
        " WHERE case_id = $1 AND actor LIKE 'staff:%'"
        " UNION SELECT handler_id FROM cases WHERE id = $1 AND handler_id IS NOT NULL",
        case.id,
    )
    return [row["id"] for row in rows]


async def _plan_revisit(case: Case, rating_id: UUID) -> None:
    held = parameters.current(case.region_code, clock.today())
    count = int(held.value("feedback.revisit_workdays", 5))
    until = workdays.deadline(clock.now(), workdays=count)
    await database.execute(
        "INSERT INTO revisits (id, rating_id, due_at, due_is_provisional) VALUES ($1, $2, $3, $4)",
        ids.new(),
        rating_id,
        until.at,
        until.is_provisional,
    )


_MINE = """
SELECT r.level, r.words_enc, r.rated_at, v.due_at, v.outcome, v.reply_enc, x.state, x.answer_enc
  FROM ratings r LEFT JOIN revisits v ON v.rating_id = r.id
  LEFT JOIN rating_exclusions x ON x.rating_id = r.id WHERE r.case_id = $1
"""


async def rating_page(case_no: str, by: Actor) -> tuple[bool, Rating | None]:
    """Whether a matter may be rated now, and what one rated. Raises CaseUnknown."""
    case = await cases.mine(case_no, by)
    given = await _rating(case)
    return may_rate(case) and given is None, given


async def _rating(case: Case) -> Rating | None:
    row = await database.fetch_one(_MINE, case.id)
    if row is None:
        return None
    # A proposal two people have not agreed on is no news for anybody.
    state = row["state"] if row["state"] not in {"proposed", "dropped"} else None
    return Rating(
        level=row["level"],
        words=opened(row["words_enc"], WORDS),
        rated_at=row["rated_at"],
        revisit_by=row["due_at"],
        outcome=row["outcome"] or "",
        reply=opened(row["reply_enc"], REPLY),
        exclusion=state or "",
        answer=opened(row["answer_enc"], "rating_exclusions.answer"),
    )


def opened(sealed: Any, context: str) -> str:
    """Sealed words in clear; nothing where there are none."""
    return decrypt(bytes(sealed), context) if sealed is not None else ""

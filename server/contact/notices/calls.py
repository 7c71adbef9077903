"""The last rung: somebody of the village, or of the office, calls or goes there."""

from uuid import UUID

from server.casework import cases
from server.catalogue import parameters
from server.contact.notices import texts
from server.contact.notices.wishes import wish_of
from server.core import clock, database, ids
from server.registry import workdays

_WANT = """
INSERT INTO phone_tasks (id, account_id, case_no, region_code, for_whom, why, created_at, due_at,
  due_is_provisional, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
ON CONFLICT (account_id, case_no) WHERE outcome IS NULL
DO UPDATE SET due_at = least(phone_tasks.due_at, excluded.due_at) RETURNING id
"""


async def want(notice_id: UUID, why: str) -> None:
    """Ask for a call about a notice that reached nobody; one call tells all that waits of a case.

    Call in a transaction. Nobody is called about what they have read or did themselves.
    """
    notice = await database.fetch_one(
        "SELECT account_id, case_no, kind, read_at FROM notices WHERE id = $1", notice_id
    )
    if notice is None or notice["read_at"] or not notice["case_no"]:
        return
    if not texts.is_called(notice["kind"]):
        return
    case = await cases.Case.get_or_none(case_no=notice["case_no"])
    if case is None:
        return
    wish = await wish_of(notice["account_id"])
    count = int(
        parameters.current(case.region_code, clock.today()).value("contact.call_workdays", 1)
    )
    until = workdays.deadline(clock.now(), workdays=count)
    rows = await database.fetch(
        _WANT,
        ids.new(),
        notice["account_id"],
        case.case_no,
        case.region_code,
        "village" if wish.village_may_call else "office",
        why,
        clock.now(),
        until.at,
        until.is_provisional,
    )
    await database.execute(
        "INSERT INTO phone_task_notices (notice_id, task_id) VALUES ($1, $2)"
        " ON CONFLICT DO NOTHING",
        notice_id,
        rows[0]["id"],
    )


async def read_in_app(account_id: UUID) -> None:
    """Whoever has read everything a call was to tell need not be called."""
    await database.execute(
        "UPDATE phone_tasks t SET outcome = 'read_in_app', done_at = $2"
        " WHERE t.account_id = $1 AND t.outcome IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM phone_task_notices l JOIN notices n ON n.id = l.notice_id"
        " WHERE l.task_id = t.id AND n.read_at IS NULL)",
        account_id,
        clock.now(),
    )

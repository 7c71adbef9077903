"""Drafts nobody came back to: found by age, and erased with everything that hangs on them."""

from datetime import datetime
from uuid import UUID

from server.core import database
from server.core.actors import Actor
from server.registry import audit, files

# Whatever table hangs on a case: a new one needs no line here to be forgotten with a draft. What
# only may name a case is a thing of its own, and keeps the draft it names.
_HANGING = """
SELECT con.conrelid::regclass::text AS name, att.attname AS column
  FROM pg_constraint con
  JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
   AND att.attnotnull
 WHERE con.contype = 'f' AND con.confrelid = 'cases'::regclass AND con.confdeltype <> 'c'
"""


async def forget_draft(case_id: UUID, *, saved_before: datetime, reason: str, by: Actor) -> bool:
    """Erase a draft not touched since; False when somebody came back to it meanwhile.

    Raises IntegrityError when something of its own, like a report, names the draft.
    """
    async with database.transaction():
        row = await database.fetch_one(
            "SELECT case_no FROM cases WHERE id = $1 AND stage = 'draft' AND saved_at < $2"
            " FOR UPDATE",
            case_id,
            saved_before,
        )
        if row is None:
            return False
        case_no = row["case_no"]
        papers = await files.forget_case(case_no, reason=reason, by=by)
        await database.execute("DELETE FROM facts WHERE case_no = $1", case_no)
        for hanging in await database.fetch(_HANGING):
            await database.execute(
                f'DELETE FROM {hanging["name"]} WHERE "{hanging["column"]}" = $1', case_id
            )
        await database.execute("DELETE FROM cases WHERE id = $1", case_id)
        told: dict[str, object] = {"files": papers}
        await audit.record(by, "forget-draft", f"case:{case_no}", reason=reason, detail=told)
    return True

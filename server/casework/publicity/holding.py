"""A poster's code, by which anybody may object, and holding it until that is answered."""

from server.casework import cases
from server.casework.cases import Case
from server.core import clock, database, ids

_LETTERS = 8


async def code_of(case: Case) -> str:
    """What stands on the poster: says nothing by itself, leads to the place to object."""
    await database.execute(
        "INSERT INTO publicity_codes (case_id, code) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        case.id,
        ids.public_no("GS").replace("-", "")[-_LETTERS:],
    )
    row = await database.fetch_one("SELECT code FROM publicity_codes WHERE case_id = $1", case.id)
    return str(row["code"]) if row else ""


async def posted(code: str) -> Case:
    """The case whose poster hangs now under a code. Raises CaseUnknown once it is taken down."""
    row = await database.fetch_one(
        "SELECT c.case_no FROM publicity_codes p JOIN cases c ON c.id = p.case_id"
        " WHERE p.code = $1 AND c.stage = 'publicity'",
        code.strip().upper(),
    )
    if row is None:
        raise cases.CaseUnknown
    return await cases.of(row["case_no"])


async def hold(case: Case) -> None:
    """Do not end a posting while an objection is open."""
    await database.execute(
        "INSERT INTO publicity_holds (case_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        case.id,
        clock.now(),
    )


async def is_held(case: Case) -> bool:
    """Whether an objection to a poster is open."""
    return bool(await database.fetch("SELECT 1 FROM publicity_holds WHERE case_id = $1", case.id))


async def release(case: Case) -> None:
    """The objection is answered: the posting ends in its time."""
    await database.execute("DELETE FROM publicity_holds WHERE case_id = $1", case.id)

"""What registers say about oneself in a case, and what one says against it."""

from datetime import date, datetime
from typing import Any

from sanic import Blueprint

from server.casework import cases, contests
from server.core.actors import Actor, Role
from server.web.access import only
from server.web.api.shapes import Answer, Asked, LongText
from server.web.endpoint import endpoint

blueprint = Blueprint("api_contests", url_prefix="/cases")


class FactFound(Answer, frozen=True):
    """What a register says; money in fen. `coverage` not_covered: it keeps nothing of this kind."""

    fact_id: int
    fact: str
    source: str
    coverage: str
    value: Any
    as_of: date
    is_contested: bool


class FactsFound(Answer, frozen=True):
    """Everything registers say about me."""

    facts: list[FactFound]


class ContestWanted(Asked, frozen=True):
    """Which fact of a register is wrong about me, and what is right."""

    fact_id: int
    words: LongText


class ContestView(Answer, frozen=True):
    """A contested fact, by when it is answered, and the answer."""

    contest_no: str
    case_no: str
    fact: str
    source: str
    words: str
    due_at: datetime
    due_is_provisional: bool
    state: str
    answer: str


class ContestList(Answer, frozen=True):
    """My contests of a case."""

    contests: list[ContestView]


@blueprint.get("/<case_no:str>/facts")
@only(Role.RESIDENT)
@endpoint()
async def found(case_no: str, by: Actor) -> FactsFound:
    """What registers say about me; a helper reads none of it."""
    return FactsFound(
        facts=[
            FactFound(
                fact_id=one.id,
                fact=one.key,
                source=one.source,
                coverage=one.coverage,
                value=one.value,
                as_of=one.as_of,
                is_contested=one.contested_at is not None,
            )
            for one in await contests.facts_about(case_no, by)
        ]
    )


@blueprint.post("/<case_no:str>/contests")
@only(Role.RESIDENT)
@endpoint(status=201, key="optional")
async def contest(case_no: str, asked: ContestWanted, by: Actor) -> ContestView:
    """Say that a register is wrong about me; meanwhile it does not count."""
    found = await contests.contest(case_no, asked.fact_id, words=asked.words, by=by)
    return _contest(found)


def _contest(found: contests.Contest) -> ContestView:
    return ContestView(
        contest_no=found.contest_no,
        case_no=found.case_no,
        fact=found.key,
        source=found.source,
        words=found.words,
        due_at=found.due_at,
        due_is_provisional=found.due_is_provisional,
        state=found.state,
        answer=found.answer,
    )


@blueprint.get("/<case_no:str>/contests")
@only(Role.RESIDENT)
@endpoint()
async def my_contests(case_no: str, by: Actor) -> ContestList:
    """What I contested in this case, and the answers."""
    return ContestList(contests=[_contest(one) for one in await contests.mine(case_no, by)])


@blueprint.delete("/<case_no:str>/contests/<contest_no:str>")
@only(Role.RESIDENT)
@endpoint()
async def take_back(case_no: str, contest_no: str, by: Actor) -> ContestView:
    """Take my contest back."""
    await cases.view(case_no, by)
    return _contest(await contests.take_back(contest_no, by=by))
